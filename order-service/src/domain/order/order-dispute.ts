import type { MoneyShape } from '@souk/kernel/money';
import { withEntry } from '@souk/kernel/with-entry';

/** The shopper's bank has taken money of an order back, and it is being decided whose it is. */
export interface OrderDispute {
  readonly disputeId: string;
  readonly amount: MoneyShape;
  /** The bank's, e.g. `fraudulent`. */
  readonly reason: string;
  /** `won`: the shop keeps the money. `lost`: it is the shopper's again. */
  readonly status: 'open' | 'won' | 'lost';
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

export type OpenedDispute = Pick<OrderDispute, 'disputeId' | 'amount' | 'reason'>;

/** The disputes with one that was opened; null when it is known already. */
export function withOpened(
  disputes: readonly OrderDispute[],
  opened: OpenedDispute,
  at: Date,
): readonly OrderDispute[] | null {
  if (disputes.some(({ disputeId }) => disputeId === opened.disputeId)) return null;
  return [...disputes, { ...opened, status: 'open', openedAt: at, closedAt: null }];
}

/** The disputes with one that was decided; null when it is not known to be open. */
export function withClosed(
  disputes: readonly OrderDispute[],
  { disputeId, outcome }: { readonly disputeId: string; readonly outcome: 'won' | 'lost' },
  at: Date,
): readonly OrderDispute[] | null {
  const isIt = (dispute: OrderDispute) => dispute.disputeId === disputeId;
  const known = disputes.find(isIt);
  return known?.status === 'open' ? withEntry(disputes, { ...known, status: outcome, closedAt: at }, isIt) : null;
}
