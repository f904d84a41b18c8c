import { setTimeout as delay } from 'node:timers/promises';
import { readEvidence } from '../../chaos/src/evidence/read-evidence.ts';
import { judge } from '../../chaos/src/verdict.ts';
import type { ShopFloor } from '../e2e/shop-floor.ts';

/** As long as a client may have to wait: a request that was cut off is run anew after a minute, and may be cut off again. */
const RIGHT_AGAIN_WITHIN_MS = 180_000;
const LOOK_AGAIN_MS = 1_000;

type Violations = ReadonlySet<string>;

/** The invariants of a platform while people shop on it and processes fail: what is wrong has to be right again soon. */
export class InvariantsCheck {
  readonly #floor: ShopFloor;
  #last: Promise<unknown> = Promise.resolve();
  /** The look that has not begun; it serves all who ask meanwhile. */
  #next: Promise<Violations> | null = null;

  constructor(floor: ShopFloor) {
    this.#floor = floor;
  }

  /** Resolves when nothing is left of what is wrong now. @throws Error that names what is still wrong three minutes later. */
  async settled(): Promise<void> {
    const deadline = Date.now() + RIGHT_AGAIN_WITHIN_MS;
    let left = [...(await this.#look())];
    while (left.length > 0) {
      if (Date.now() > deadline) throw new Error(`Nobody has put this right:\n${left.join('\n')}`);
      await delay(LOOK_AGAIN_MS);
      const still = await this.#look();
      left = left.filter((violation) => still.has(violation));
    }
  }

  #look(): Promise<Violations> {
    this.#next ??= this.#last.then(() => {
      const look = this.#violations();
      this.#next = null;
      // Who looks next waits for it, however it ends; those whom it serves hear how.
      this.#last = Promise.allSettled([look]);
      return look;
    });
    return this.#next;
  }

  async #violations(): Promise<Violations> {
    const { sandboxUrl, ports } = this.#floor.platform;
    const { databaseUri } = this.#floor;
    const evidence = await readEvidence({ databaseUri, brokers: [`127.0.0.1:${ports.broker}`], sandboxUrl });
    return new Set(
      judge(evidence).flatMap(({ invariant: { number, statement }, violations }) =>
        violations.map((violation) => `${number}. ${statement}: ${violation}`),
      ),
    );
  }
}
