import { randomUUID } from 'node:crypto';
import type { Arming } from '@souk/chassis/failpoint-messages';
import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { ShopRefused } from '@souk/local/shop-client';
import { eventually } from '@souk/testing/eventually';
import { expect } from 'vitest';
import { ShopFloor, stockOf, type Stock } from '../e2e/shop-floor.ts';
import { FailpointControl, type Armed } from './failpoint-control.ts';
import { PatientClient } from './patient-client.ts';

/** Much of what was cut off is taken up by sweeps; what one of them could not note waits half a minute each time. */
const RECOVERED_WITHIN_MS = 180_000;
const NEW_TOKEN_AFTER_MS = 5 * 60_000;
const FOUNDATIONS = ['database', 'broker', 'sandbox'];

/** A whole platform whose processes may fail at any moment, an admin who does not give up, and what the providers have seen. */
export class Market {
  readonly floor: ShopFloor;
  readonly client: PatientClient;
  /** Of each process that has failpoints, by its name. */
  readonly controls: ReadonlyMap<string, FailpointControl>;
  #admin: Promise<string> | null = null;
  #count = 0;

  private constructor(floor: ShopFloor) {
    this.floor = floor;
    this.client = new PatientClient(floor.url);
    const own = floor.platform.processes.filter(({ name }) => !FOUNDATIONS.includes(name));
    this.controls = new Map(own.map((process) => [process.name, new FailpointControl(process)]));
  }

  static async open(): Promise<Market> {
    // The processes of the platform inherit it.
    process.env['FAILPOINTS'] = 'on';
    // A limit that is never reached is looked at all the same.
    const settings = { UNPAID_GUEST_ORDERS_PER_CLIENT: '1000000', FETCH_EVENTS_EVERY_MS: '5000' };
    // Processes die all the time, and nothing is wrong with them.
    return new Market(await ShopFloor.open(settings, { longestPauseMs: 200 }));
  }

  controlOf(service: string): FailpointControl {
    const control = this.controls.get(service);
    if (control === undefined)
      throw new Error(`There is no ${service}; there are ${[...this.controls.keys()].join(', ')}.`);
    return control;
  }

  /** As part of a scenario, beside what is tested: whether it is hit depends on what else fails. */
  arm(service: string, arming: Arming): Promise<Armed> {
    return this.controlOf(service).arm(arming);
  }

  /** A name that nothing has yet. */
  newName(): string {
    return `FP-${String(++this.#count).padStart(4, '0')}`;
  }

  async asAdmin<Reply>(method: string, path: string, body?: unknown, key: string = randomUUID()): Promise<Reply> {
    const token = await this.#adminToken();
    const headers = { 'idempotency-key': key };
    return this.client.send<Reply>(method, path, { token, headers, ...(body === undefined ? {} : { body }) });
  }

  /** As `asAdmin`, for what is refused when an earlier try, whose answer was lost, has taken effect. */
  async asAdminOnce(method: string, path: string, refusal: string, body?: unknown): Promise<void> {
    try {
      await this.asAdmin(method, path, body);
    } catch (error) {
      if (!(error instanceof ShopRefused && error.code === refusal)) throw error;
    }
  }

  /** A product on sale with one variant and this much in stock. */
  async sell({ stock = 5, price = 1250 } = {}): Promise<{ readonly sku: string; readonly productId: string }> {
    const sku = this.newName();
    const { id } = await this.asAdmin<{ id: string }>('POST', '/v1/admin/products', {
      name: `Thing ${sku}`,
      slug: sku.toLowerCase(),
      category: 'e2e',
      variants: [{ sku, name: 'one size', price: { amount: price, currency: 'EUR' } }],
      publish: true,
    });
    await this.adjust(sku, stock);
    await this.settled(async () => expect(await this.stockOf(sku)).toMatchObject({ onHand: stock, available: stock }));
    return { sku, productId: id };
  }

  /** Has pieces come in, or go. */
  async adjust(sku: string, quantity: number, kind: 'in' | 'out' = 'in'): Promise<void> {
    const key = randomUUID();
    // A variant that was added a moment ago may have no stock yet: the process that had to add it was killed.
    await this.settled(() =>
      this.asAdmin('POST', `/v1/admin/inventory/${sku}/adjustments`, { kind, quantity, reason: 'Delivery' }, key),
    );
  }

  stockOf(sku: string): Promise<Stock> {
    return stockOf(sku, this);
  }

  /** Runs an assertion until it holds. */
  readonly settled = <T>(assertion: () => Promise<T>): Promise<T> =>
    eventually(assertion, { within: RECOVERED_WITHIN_MS, longestPause: 500 });

  #adminToken(): Promise<string> {
    if (this.#admin === null) {
      this.#admin = this.client.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
      setTimeout(() => (this.#admin = null), NEW_TOKEN_AFTER_MS).unref();
    }
    return this.#admin;
  }
}
