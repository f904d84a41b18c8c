import { isDatabaseUnavailable } from '@souk/chassis/mongo/database-errors';
import type { mongo } from 'mongoose';
import type { KnownAvailability } from './known-availability.ts';
import type { StockDocument } from './stock-document.ts';
import { fieldsSeenBy, movesPieces, outcomeOf, updateOf, type StockStep } from './stock-step.ts';

/** A step, and who waits for its outcome. */
interface Waiting {
  readonly step: StockStep;
  readonly resolve: (tookEffect: boolean) => void;
  readonly reject: (error: unknown) => void;
  /** A step with which others failed gets a command of its own. */
  isAlone: boolean;
}

type Group = [Waiting, ...Waiting[]];

const MOST_STEPS = 200;

/**
 * Takes the steps of reservations. What comes while a command is in progress waits for it and then goes out together, as one update for each
 * SKU that takes all steps or none. When an update did nothing, the documents tell which steps can be taken: those go out again.
 */
export class GroupedStockSteps {
  readonly #documents: mongo.Collection<StockDocument>;
  readonly #known: KnownAvailability;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor({ documents, known }: { documents: mongo.Collection<StockDocument>; known: KnownAvailability }) {
    this.#documents = documents;
    this.#known = known;
  }

  /**
   * Whether the step has taken effect; false when it cannot.
   * @throws an error that `isDatabaseUnavailable` knows when that is not known. The step may then take effect later on: whoever tries again has
   * to take the reservation over first.
   */
  take(step: StockStep): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#waiting.push({ step, resolve, reject, isAlone: false });
    if (!this.#isWriting) void this.#takeAll();
    return promise;
  }

  async #takeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const groups = this.#nextGroups();
      if (groups.length > 0) await this.#takeGroups(groups);
    }
    this.#isWriting = false;
  }

  /** One group for each update: the steps of a SKU that fit together, as far as is known. */
  #nextGroups(): readonly Group[] {
    const [first, ...others] = this.#waiting;
    if (first?.isAlone === true) {
      this.#waiting = others;
      return [[first]];
    }
    const groups = new Map<string, Group>();
    const taken = new Set<string>();
    const wanted = new Map<string, number>();
    const later: Waiting[] = [];
    for (const waiting of this.#waiting) {
      const { kind, line, reservation } = waiting.step;
      const { sku } = line;
      const name = `${sku}:${reservation.orderId}`;
      const known = kind === 'hold' ? this.#known.of(sku) : null;
      const isShort = known !== null && line.quantity > known;
      if (isShort && reservation.hasOneWorker) {
        waiting.resolve(false);
        continue;
      }
      const sum = (wanted.get(sku) ?? 0) + line.quantity;
      if (
        waiting.isAlone ||
        taken.size === MOST_STEPS ||
        taken.has(name) ||
        (known !== null && !isShort && sum > known)
      ) {
        later.push(waiting);
        continue;
      }
      taken.add(name);
      if (kind === 'hold' && !isShort) wanted.set(sku, sum);
      // Somebody may have held it before, so only the database can tell; the others are not to fail with it.
      const key = isShort ? name : `${sku}:${movesPieces(waiting.step)}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [waiting]);
      else group.push(waiting);
    }
    this.#waiting = later;
    return [...groups.values()];
  }

  async #takeGroups(groups: readonly Group[]): Promise<void> {
    try {
      const operations = groups.map(([first, ...others]) => updateOf([first.step, ...others.map(({ step }) => step)]));
      const { matchedCount } = await this.#documents.bulkWrite(operations, { ordered: false });
      if (matchedCount === groups.length) this.#settle(groups.flat());
      else await this.#settleByWhatIsThere(groups.flat());
    } catch (error) {
      this.#fail(groups.flat(), error);
    }
  }

  #settle(steps: readonly Waiting[]): void {
    for (const { step, resolve } of steps) {
      if (step.kind === 'hold') this.#known.take(step.line.sku, step.line.quantity);
      else this.#known.forget(step.line.sku);
      resolve(true);
    }
  }

  async #settleByWhatIsThere(steps: readonly Waiting[]): Promise<void> {
    const skus = [...new Set(steps.map(({ step: { line } }) => line.sku))];
    const found = await this.#documents
      .find({ _id: { $in: skus } })
      .project<StockDocument>(fieldsSeenBy(steps.map(({ step }) => step)))
      .toArray();
    const bySku = new Map(found.map((document) => [document._id, document]));
    for (const { _id, available } of found) this.#known.note(_id, available);
    const again = steps.filter(({ step, resolve }) => {
      const outcome = outcomeOf(step, bySku.get(step.line.sku));
      if (outcome !== null) resolve(outcome);
      return outcome === null;
    });
    this.#waiting.unshift(...again);
  }

  #fail(steps: readonly Waiting[], error: unknown): void {
    const isShared = steps.length > 1 && !isDatabaseUnavailable(error);
    for (const waiting of steps) {
      if (!isShared) waiting.reject(error);
      waiting.isAlone = true;
    }
    if (isShared) this.#waiting.unshift(...steps);
  }
}
