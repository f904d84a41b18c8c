import { draft, type EventDraft } from '@souk/contracts/event';
import {
  StockCommittedV1,
  StockRejectedV1,
  StockReleasedV1,
  StockReservedV1,
  StockRestockedV1,
} from '@souk/contracts/inventory-events';
import type { ReservationEvent } from '../../domain/reservation/reservation-event.ts';

/**
 * What the other services learn of a domain event. It is told with the decision, not when the stock has followed: from then on
 * nothing can change it, and the stock follows within moments, after a crash within seconds.
 */
export function toContract(event: ReservationEvent, orderId: string): EventDraft {
  switch (event.type) {
    case 'StockReserved':
      return draft(StockReservedV1, { orderId, lines: [...event.lines] }, event.at);
    case 'StockRejected':
      return draft(StockRejectedV1, { orderId, shortages: [...event.shortages] }, event.at);
    case 'StockReleased':
      return draft(StockReleasedV1, { orderId }, event.at);
    case 'StockCommitted':
      return draft(StockCommittedV1, { orderId }, event.at);
    case 'StockRestocked':
      return draft(StockRestockedV1, { orderId }, event.at);
  }
}
