import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';
import type { OrderWork } from '../ports/order-work.ts';
import type { ReconcilePayment } from '../reconcile-payment/reconcile-payment.ts';

const PAYMENTS_PER_PAGE = 100;

export interface ResumePaymentsPorts {
  readonly payments: PaymentRepository;
  readonly work: OrderWork;
  readonly advancePayment: AdvancePayment;
  readonly reconcilePayment: ReconcilePayment;
  readonly clock: Clock;
}

/** Takes up payments that a crash, a failure or a lost webhook has left behind. */
export class ResumePayments {
  readonly #ports: ResumePaymentsPorts;

  constructor(ports: ResumePaymentsPorts) {
    this.#ports = ports;
  }

  /** All that are due, each on its own: some that fail and stay due do not hide those behind them. */
  async execute(): Promise<void> {
    const { payments, work, clock } = this.#ports;
    const now = clock.now();
    let after: string | null = null;
    do {
      const page = await payments.due(now, PAYMENTS_PER_PAGE, after);
      for (const orderId of page.orderIds) {
        if (!work.isBusy(orderId)) work.start(orderId, () => this.#resume(orderId));
      }
      after = page.next;
    } while (after !== null);
  }

  async #resume(orderId: string): Promise<void> {
    const { payments, advancePayment, reconcilePayment, clock } = this.#ports;
    const { nextStep } = await payments.update(orderId, (payment) => payment.postpone(clock.now()));
    if (nextStep === null) await reconcilePayment.execute(orderId);
    else await advancePayment.execute(orderId);
  }
}
