import { z } from 'zod';

/** What the sandbox's ledgers say. Amounts are in minor units, times in whole seconds since the epoch, as Stripe's are. */

export const SessionRow = z.object({
  id: z.string(),
  client_reference_id: z.string().nullable(),
  status: z.string(),
  amount_total: z.number(),
  currency: z.string(),
  created: z.number(),
  expires_at: z.number(),
});
export type SessionRow = z.infer<typeof SessionRow>;

const Metadata = z.record(z.string(), z.string());

export const LedgerRows = z.object({
  payment_intents: z.array(z.object({ id: z.string(), metadata: Metadata })),
  charges: z.array(
    z.object({
      id: z.string(),
      amount: z.number(),
      currency: z.string(),
      status: z.string(),
      payment_intent: z.string(),
    }),
  ),
  refunds: z.array(
    z.object({
      id: z.string(),
      amount: z.number(),
      status: z.string(),
      charge: z.string(),
      metadata: Metadata.nullable(),
    }),
  ),
  disputes: z
    .array(z.object({ id: z.string(), amount: z.number(), status: z.string(), charge: z.string() }))
    .default([]),
});

/** An event of Stripe; `objectId` is the session, the intent, the refund … that it is about. */
export interface StripeEventRow {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly objectId: string;
  readonly orderId: string | null;
}

export interface StripeLedger {
  readonly sessions: readonly SessionRow[];
  readonly intents: z.infer<typeof LedgerRows>['payment_intents'];
  readonly charges: z.infer<typeof LedgerRows>['charges'];
  readonly refunds: z.infer<typeof LedgerRows>['refunds'];
  readonly disputes: z.infer<typeof LedgerRows>['disputes'];
  readonly events: readonly StripeEventRow[];
}

/** A mail that the provider has accepted. */
export const AcceptedMail = z.object({ id: z.string(), to: z.array(z.string()), subject: z.string() });
export type AcceptedMail = z.infer<typeof AcceptedMail>;
