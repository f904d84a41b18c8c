import { networkOf } from '@souk/kernel/client-network';
import { Places, type NoPlace } from '@souk/kernel/places';
import type { AccessRule, Service } from '../../domain/access-policy.ts';
import { kindOf, waitOf, type AskedWaits, type RequestKind } from '../../domain/request-kind.ts';

/** How many requests of each kind may be in progress with one service. */
const PLACES: Readonly<Record<RequestKind, number>> = { brief: 1_000, waiting: 1_000, uploading: 16, signed: 192 };

/** How many requests may be in progress with one service. */
export const MOST_AT_ONCE = Object.values(PLACES).reduce((sum, places) => sum + places, 0);

const UPLOAD_MS = 60_000;

export interface Deadlines {
  /** Until when a service must have begun to answer a read or a change, in milliseconds. */
  readonly readMs: number;
  readonly writeMs: number;
}

export interface ArrivedRequest extends AskedWaits {
  readonly rule: AccessRule;
  /** The client's IP address. */
  readonly address: string;
  /** Whether its body is too large to be kept here until it has arrived. */
  readonly isLarge: boolean;
}

export interface Admission {
  readonly deadlineMs: number;
  /** Whether the service may wait as it was asked to. Without a place for that a change is made, and its outcome not waited for. */
  readonly mayWait: boolean;
  /** Gives the place back. */
  leave(): void;
}

/** Gives a request that is ready to be forwarded a place among those of its kind, and the time that its kind may take. */
export class AdmitRequest {
  readonly #deadlines: Deadlines;
  readonly #places = new Map<string, Places>();

  constructor(deadlines: Deadlines) {
    this.#deadlines = deadlines;
  }

  execute({ rule, address, isLarge, ...asked }: ArrivedRequest): Admission | NoPlace {
    const client = networkOf(address);
    const wait = waitOf(rule, asked);
    const kind = kindOf(rule, { isLarge, wait });
    const place = this.#placesOf(rule.service, kind).take(client);
    if (typeof place === 'function')
      return { leave: place, mayWait: true, deadlineMs: this.#deadlineOf(rule, kind, wait) };
    if (kind !== 'waiting' || rule.method === 'GET') return place;
    const brief = this.#placesOf(rule.service, 'brief').take(client);
    return typeof brief === 'string' ? brief : { leave: brief, mayWait: false, deadlineMs: this.#deadlines.writeMs };
  }

  #deadlineOf({ method }: AccessRule, kind: RequestKind, wait: number): number {
    if (kind === 'uploading') return UPLOAD_MS;
    return wait * 1_000 + (method === 'GET' ? this.#deadlines.readMs : this.#deadlines.writeMs);
  }

  #placesOf(service: Service, kind: RequestKind): Places {
    const name = `${service} ${kind}`;
    const places = this.#places.get(name) ?? new Places(PLACES[kind]);
    this.#places.set(name, places);
    return places;
  }
}
