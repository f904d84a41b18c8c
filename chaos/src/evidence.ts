import type { Exchange } from './history/exchange.ts';
import type {
  AggregateRow,
  CartRow,
  EmailRow,
  EventRow,
  KeptRow,
  MovementRow,
  OrderRow,
  PaymentRow,
  ProviderEventRow,
  ReservationRow,
  StockRow,
  TimelineRow,
  UserRow,
} from './evidence/stored-rows.ts';
import type { AcceptedMail, StripeLedger } from './evidence/provider-rows.ts';

/** An event in the log. The same one may be there several times. */
export interface LoggedEvent {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The message key. */
  readonly key: string;
  readonly event: EventRow;
}

/** How far a service has said that it has come: everything before `offset` is handled or kept. */
export interface GroupPosition {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/**
 * All that the invariants are judged by. It is read in this order: the clients' history, the databases, the event log, the
 * providers. So what a later part says can be newer than what an earlier one says, and never older.
 */
export interface Evidence {
  /** When the databases had been read: what happened until then has its cause in the log. */
  readonly readAt: Date;
  readonly history: readonly Exchange[];
  readonly users: readonly UserRow[];
  readonly carts: readonly CartRow[];
  readonly orders: readonly OrderRow[];
  readonly timeline: readonly TimelineRow[];
  readonly reservations: readonly ReservationRow[];
  readonly stock: readonly StockRow[];
  /** Those in the movement log and those that stock documents still carry. */
  readonly movements: readonly MovementRow[];
  readonly payments: readonly PaymentRow[];
  readonly providerEvents: readonly ProviderEventRow[];
  readonly emails: readonly EmailRow[];
  /** Of all services. */
  readonly aggregates: readonly AggregateRow[];
  readonly kept: readonly KeptRow[];
  /** In the order of the log within each partition. */
  readonly events: readonly LoggedEvent[];
  /** Topics whose oldest events are gone for their age. */
  readonly prunedTopics: readonly string[];
  readonly positions: readonly GroupPosition[];
  readonly stripe: StripeLedger;
  readonly mailbox: readonly AcceptedMail[];
}
