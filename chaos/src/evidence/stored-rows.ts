import type { MoneyShape } from '@souk/kernel/money';
import { z } from 'zod';

/** What services store, as far as the invariants speak of it. Fields that an older service does not write yet have their neutral value. */

const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value): z.output<Schema> | null => value ?? null);

const MoneyRow: z.ZodType<MoneyShape> = z.object({ amount: z.number(), currency: z.string() });

const QuantityRow = z.object({ sku: z.string(), quantity: z.number() });
const DisputeRow = z.object({ disputeId: z.string(), amount: MoneyRow, status: z.string() });
const IdRow = z.object({ id: z.string() });

export const OrderRow = z.object({
  id: z.string(),
  cartId: z.string(),
  customerId: orNull(z.string()),
  email: z.string(),
  requested: z.array(QuantityRow),
  lines: z.array(QuantityRow.extend({ name: z.string(), unitPrice: MoneyRow })),
  shipping: z.object({ price: MoneyRow }),
  expectedTotal: MoneyRow,
  total: orNull(MoneyRow),
  status: z.string(),
  paymentStatus: z.string(),
  session: orNull(z.object({ attempt: z.number() })),
  cancellationRequested: orNull(z.string()),
  cancelledBecause: orNull(z.string()),
  paid: orNull(MoneyRow),
  refunded: orNull(MoneyRow),
  refunds: z
    .array(
      z.object({
        refundId: z.string(),
        amount: MoneyRow,
        reason: z.string(),
        note: orNull(z.string()),
        status: z.string().default('succeeded'),
      }),
    )
    .default([]),
  disputes: z.array(DisputeRow).default([]),
  attention: z.array(z.string()).default([]),
  revision: z.number(),
  deadlineAt: orNull(z.date()),
});
export type OrderRow = z.infer<typeof OrderRow>;

export const PaymentRow = z.object({
  orderId: z.string(),
  total: orNull(MoneyRow),
  status: z.string(),
  request: orNull(z.object({ attempt: z.number() })),
  nextRequest: orNull(z.object({ attempt: z.number() })),
  session: orNull(IdRow),
  paymentIntentId: orNull(z.string()),
  captures: z.array(z.object({ paymentIntentId: z.string(), amount: MoneyRow })),
  refunds: z.array(
    z.object({
      refundId: z.string(),
      paymentIntentId: z.string(),
      amount: MoneyRow,
      reason: z.string(),
      status: z.string(),
    }),
  ),
  disputes: z.array(DisputeRow).default([]),
  declines: z.array(z.object({ eventId: z.string() })),
  nextActionAt: orNull(z.date()),
});
export type PaymentRow = z.infer<typeof PaymentRow>;

/** An event of Stripe as payment-service has taken it in. */
export const ProviderEventRow = z.object({
  _id: z.string(),
  type: z.string(),
  orderId: orNull(z.string()),
  processedAt: orNull(z.date()),
  lastError: orNull(z.string()),
});
export type ProviderEventRow = z.infer<typeof ProviderEventRow>;

export const MovementRow = z.object({
  id: z.string(),
  sku: z.string(),
  kind: z.string(),
  orderId: orNull(z.string()),
  quantity: z.number(),
  place: z.number(),
  delta: z.number(),
  onHand: z.number(),
  available: z.number(),
  reason: z.string(),
});
export type MovementRow = z.infer<typeof MovementRow>;

export const StockRow = z.object({
  sku: z.string(),
  onHand: z.number(),
  available: z.number(),
  /** By order id; an ended hold has no quantity. */
  holds: z.record(z.string(), z.object({ quantity: z.number().optional() })),
  unfiled: z.array(MovementRow),
});
export type StockRow = z.infer<typeof StockRow>;

const StoredReservation = z.object({
  orderId: z.string(),
  status: z.string(),
  lines: z.array(QuantityRow),
  isUnfinished: z.boolean(),
  version: z.number(),
});
export const ReservationRow = StoredReservation;
export interface ReservationRow extends z.infer<typeof StoredReservation> {
  /** Whether it was another one before the stock was read: then the two may not fit. */
  readonly changedWhileRead: boolean;
}

export const CartRow = z.object({
  id: z.string(),
  ownerId: orNull(z.string()),
  lines: z.array(QuantityRow),
  revision: z.number(),
});
export type CartRow = z.infer<typeof CartRow>;

export const EmailRow = z.object({
  id: z.string(),
  to: z.string(),
  status: z.string(),
  round: z.number(),
  providerId: orNull(z.string()),
  nextAttemptAt: orNull(z.date()),
});
export type EmailRow = z.infer<typeof EmailRow>;

export const UserRow = z.object({ id: z.string(), email: z.string() });
export type UserRow = z.infer<typeof UserRow>;

export const TimelineRow = z.object({ _id: z.string(), orderId: z.string() });
export type TimelineRow = z.infer<typeof TimelineRow>;

/** An event as it travels. */
export const EventRow = z.object({
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  sequence: z.number(),
  causationid: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type EventRow = z.infer<typeof EventRow>;

const Outbox = z.array(z.object({ topic: z.string(), event: EventRow }));

/** A message that a service has parked or given up on; `handled` ones stay until everything is told about them. */
export const KeptRow = z.object({
  /** `topic:partition:offset` */
  _id: z.string(),
  state: z.enum(['parked', 'dead', 'handled']),
  outbox: Outbox.default([]),
});
export interface KeptRow extends z.infer<typeof KeptRow> {
  readonly service: string;
}

/** What every aggregate carries besides its state. */
export const BookKeeping = z.object({
  _id: z.string(),
  version: z.number(),
  sequences: z.record(z.string(), z.number()),
  outbox: Outbox,
  inbox: z.array(z.string()),
  seen: z.record(z.string(), z.number()),
});
export interface AggregateRow extends z.infer<typeof BookKeeping> {
  readonly service: string;
  readonly collection: string;
}
