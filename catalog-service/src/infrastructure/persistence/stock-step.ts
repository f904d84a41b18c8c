import { derivedUuid } from '@souk/chassis/ids';
import type { mongo } from 'mongoose';
import type { ReservationLine, ReservationState } from '../../domain/reservation/reservation-state.ts';
import type { Movement } from '../../domain/stock/stock.ts';
import type { StockDocument } from './stock-document.ts';

/** What a reservation does to the stock of one SKU. Each may be repeated, and has one condition and one outcome. */
export interface StockStep {
  readonly kind: 'hold' | 'release' | 'commit' | 'restock';
  readonly reservation: ReservationState;
  readonly line: ReservationLine;
  readonly at: Date;
}

/** As much of a stock document as steps are judged by. */
export type SeenStock = Pick<StockDocument, 'available' | 'holdableSince' | 'holds'>;

const holdOf = ({ reservation: { orderId } }: StockStep): string => `holds.${orderId}`;

/** Steps of one SKU share an update only when this is equal: those that move pieces log what they do, which takes a pipeline. */
export const movesPieces = ({ kind }: StockStep): boolean => kind === 'commit' || kind === 'restock';

/** The fields by which `outcomeOf` judges these steps. */
export const fieldsSeenBy = (steps: readonly StockStep[]): mongo.Document => ({
  available: 1,
  holdableSince: 1,
  ...Object.fromEntries(steps.map((step) => [holdOf(step), 1])),
});

/** Whether a step has taken effect, by this run or an earlier one; false when it cannot; null when it has yet to be tried. */
export function outcomeOf(step: StockStep, stock: SeenStock | undefined): boolean | null {
  const { kind, reservation, line } = step;
  if (stock === undefined) return kind !== 'hold';
  const hold = stock.holds[reservation.orderId];
  const isHeld = hold !== undefined && 'quantity' in hold && hold.quantity === line.quantity;
  switch (kind) {
    case 'hold': {
      if (hold !== undefined) return isHeld;
      const canBeHeld = stock.available >= line.quantity && stock.holdableSince <= reservation.createdAt;
      return canBeHeld ? null : false;
    }
    case 'release':
    case 'commit':
      return isHeld ? null : true;
    case 'restock': {
      const isBack = hold !== undefined && 'restockedAt' in hold;
      return isBack || stock.holdableSince > reservation.updatedAt ? true : null;
    }
  }
}

/** Changes the document of one SKU if every one of these steps can be taken, and else not at all. */
export function updateOf(steps: readonly [StockStep, ...StockStep[]]): mongo.AnyBulkWriteOperation<StockDocument> {
  const [{ line }] = steps;
  const conditions = steps.map(conditionOf).flatMap((condition) => Object.entries<unknown>(condition));
  const filter: mongo.Document = { _id: line.sku, ...Object.fromEntries(conditions) };
  const taken = sumOf(steps.filter(({ kind }) => kind === 'hold'));
  if (taken > 0) filter['available'] = { $gte: taken };
  const fences = steps.flatMap(fenceOf);
  if (fences.length > 0) filter['holdableSince'] = { $lte: new Date(Math.min(...fences)) };
  return { updateOne: { filter, update: movesPieces(steps[0]) ? movementsBy(steps) : holdsBy(steps) } };
}

function conditionOf(step: StockStep): mongo.Document {
  const hold = holdOf(step);
  switch (step.kind) {
    case 'hold':
      return { [hold]: { $exists: false } };
    case 'release':
    case 'commit':
      return { [`${hold}.quantity`]: step.line.quantity };
    case 'restock':
      return { [`${hold}.restockedAt`]: { $exists: false } };
  }
}

/** Where proofs are forgotten that are younger, this reservation's may be among them. */
function fenceOf({ kind, reservation: { createdAt, updatedAt } }: StockStep): readonly number[] {
  if (kind === 'hold') return [createdAt.getTime()];
  return kind === 'restock' ? [updatedAt.getTime()] : [];
}

function holdsBy(steps: readonly StockStep[]): mongo.UpdateFilter<StockDocument> {
  const [holds, releases] = [steps.filter(({ kind }) => kind === 'hold'), steps.filter(({ kind }) => kind !== 'hold')];
  const update: mongo.Document = {
    $inc: { available: sumOf(releases) - sumOf(holds), version: 1 },
    $set: Object.fromEntries(holds.map((step) => [holdOf(step), { quantity: step.line.quantity }])),
    $unset: Object.fromEntries(releases.map((step) => [holdOf(step), ''])),
  };
  return update;
}

function movementsBy(steps: readonly StockStep[]): mongo.Document[] {
  const moved = { onHand: 0, available: 0 };
  const movements = steps.map((step, index) => {
    const { quantity } = step.line;
    moved.onHand += step.kind === 'commit' ? -quantity : quantity;
    moved.available += step.kind === 'commit' ? 0 : quantity;
    const after = { onHand: plus('$onHand', moved.onHand), available: plus('$available', moved.available) };
    return { $mergeObjects: [{ $literal: movementOf(step) }, { ...after, place: plus(MOVED, index + 1) }] };
  });
  const proofs = steps.map(proofOf).filter((proof) => proof !== null);
  const set = {
    onHand: plus('$onHand', moved.onHand),
    available: plus('$available', moved.available),
    moved: plus(MOVED, steps.length),
    version: plus('$version', 1),
    unfiled: { $concatArrays: ['$unfiled', movements] },
    ...(proofs.length > 0 && { hasProofs: true }),
    ...Object.fromEntries(proofs),
  };
  const gone = steps.filter((step) => proofOf(step) === null).map(holdOf);
  return [{ $set: set }, ...(gone.length > 0 ? [{ $unset: gone }] : [])];
}

/** What stays in the place of a hold. Nothing where nobody else can ever have been about to hold; but restocking is told by its proof alone. */
function proofOf(step: StockStep): readonly [field: string, proof: mongo.Document] | null {
  const { kind, at, reservation } = step;
  if (kind === 'restock') return [holdOf(step), { $literal: { endedAt: at, restockedAt: at } }];
  return reservation.hasOneWorker ? null : [holdOf(step), { $literal: { endedAt: at } }];
}

function movementOf({ kind, reservation: { orderId }, line, at }: StockStep): Partial<Movement> {
  const { sku, quantity } = line;
  const [what, delta, reason] =
    kind === 'commit'
      ? (['sold', -quantity, 'The order is paid.'] as const)
      : (['restocked', quantity, 'The order was cancelled after it was paid.'] as const);
  return {
    id: derivedUuid('stock-movement', sku, orderId, what),
    sku,
    kind: what,
    quantity,
    delta,
    reason,
    by: null,
    orderId,
    at,
  };
}

/** As `stockIn` reads it. */
const MOVED = { $ifNull: ['$moved', 0] };
const plus = (field: string | mongo.Document, number: number) => ({ $add: [field, number] });
const sumOf = (steps: readonly StockStep[]): number => steps.reduce((sum, { line }) => sum + line.quantity, 0);
