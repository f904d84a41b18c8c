import { DomainError } from '@souk/kernel/domain-error';
import type { ReservationStatus } from './reservation-state.ts';

export class ReservationNotFound extends DomainError {
  readonly code = 'reservation.not-found';
  readonly kind = 'not-found';
  constructor(orderId: string) {
    super(`Order ${orderId} has no reservation; redeliver its order.created event first.`);
  }
}

export class TransitionIsNotAllowed extends DomainError {
  readonly code = 'reservation.transition-not-allowed';
  readonly kind = 'conflict';
  constructor(transition: string, status: ReservationStatus) {
    super(
      `A reservation that is ${status} cannot: ${transition}. Adjust the stock by hand if the goods are elsewhere.`,
    );
  }
}

export class OrderIdMustBeAPlainName extends DomainError {
  readonly code = 'reservation.order-id-invalid';
  readonly kind = 'invalid';
  constructor() {
    super('An order id is 1 to 64 letters, digits, hyphens and underscores.');
  }
}
