import { readEvidence, type Addresses } from '../../chaos/src/evidence/read-evidence.ts';
import { judge, judgeUntilSettled, type Verdict } from '../../chaos/src/verdict.ts';
import type { ShopFloor } from '../e2e/shop-floor.ts';

/** As long as a client may have to wait: what was cut off is taken up by others after a while, and may be cut off again. */
const RIGHT_AGAIN_WITHIN_MS = 180_000;
const LOOK_AGAIN_MS = 1_000;
/** Everything is read each time, and it grows: looking must not take the time of what is looked at. */
const PAUSE_PER_LOOK = 2;

/** What is wrong with a platform now, a sentence each. */
export type Look = () => Promise<ReadonlySet<string>>;

/** The invariants of a platform while people shop on it and processes fail: what is wrong has to be right again soon. */
export class InvariantsCheck {
  readonly #look: Look;
  #last: Promise<unknown> = Promise.resolve();
  /** The look that has not begun; it serves all who ask meanwhile. */
  #next: ReturnType<Look> | null = null;

  constructor(look: Look) {
    this.#look = look;
  }

  /** Resolves when nothing is left of what is wrong now. @throws Error that names what is still wrong three minutes later. */
  async settled(): Promise<void> {
    const deadline = Date.now() + RIGHT_AGAIN_WITHIN_MS;
    let left = [...(await this.#nextLook())];
    while (left.length > 0) {
      if (Date.now() > deadline) throw new Error(`Nobody has put this right:\n${left.join('\n')}`);
      await pause(LOOK_AGAIN_MS);
      const still = await this.#nextLook();
      left = left.filter((violation) => still.has(violation));
    }
  }

  #nextLook(): ReturnType<Look> {
    this.#next ??= this.#last.then(() => {
      this.#next = null;
      const startedAt = Date.now();
      const look = this.#look();
      // Who looks next waits for it, however it ends; those whom it serves hear how.
      this.#last = Promise.allSettled([look]).then(() => pause(PAUSE_PER_LOOK * (Date.now() - startedAt)));
      return look;
    });
    return this.#next;
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Judges a platform by all that its databases, its event log and the sandbox hold. */
export const lookAt =
  (floor: ShopFloor): Look =>
  async () =>
    violationsIn(judge(await readEvidence(addressesOf(floor))));

/** What is wrong with a platform on which nothing happens any more, once it has had so many milliseconds to put it right. */
export const lookUntilSettled = async (floor: ShopFloor, within: number): ReturnType<Look> =>
  violationsIn(await judgeUntilSettled(() => readEvidence(addressesOf(floor)), within));

const addressesOf = ({ databaseUri, platform: { ports, sandboxUrl } }: ShopFloor): Addresses => ({
  databaseUri,
  brokers: [`127.0.0.1:${ports.broker}`],
  sandboxUrl,
});

const violationsIn = (verdicts: readonly Verdict[]): ReadonlySet<string> =>
  new Set(
    verdicts.flatMap(({ invariant: { number, statement }, violations }) =>
      violations.map((violation) => `${number}. ${statement}: ${violation}`),
    ),
  );
