import { ContainerModule } from 'inversify';
import { AdvancePayment } from '../application/advance-payment/advance-payment.ts';
import { ClosePayment } from '../application/close-payment/close-payment.ts';
import { ReconcilePayment } from '../application/reconcile-payment/reconcile-payment.ts';
import { RepeatRefund } from '../application/repeat-refund/repeat-refund.ts';
import { RequestPayment } from '../application/request-payment/request-payment.ts';
import { RequestRefund } from '../application/request-refund/request-refund.ts';
import { ResumePayments } from '../application/resume-payments/resume-payments.ts';
import { T } from './tokens.ts';

/** The use cases about payments. */
export const paymentModule = new ContainerModule(({ bind }) => {
  bind(T.AdvancePayment).toResolvedValue(
    (payments, provider, work, clock) => new AdvancePayment({ payments, provider, work, clock }),
    [T.PaymentRepository, T.PaymentProvider, T.OrderWork, T.Clock],
  );
  bind(T.RequestPayment).toResolvedValue(
    (payments, provider, advancePayment, clock) => new RequestPayment({ payments, provider, advancePayment, clock }),
    [T.PaymentRepository, T.PaymentProvider, T.AdvancePayment, T.Clock],
  );
  bind(T.ClosePayment).toResolvedValue(
    (payments, advancePayment, clock) => new ClosePayment({ payments, advancePayment, clock }),
    [T.PaymentRepository, T.AdvancePayment, T.Clock],
  );
  bind(T.RequestRefund).toResolvedValue(
    (payments, advancePayment, clock) => new RequestRefund({ payments, advancePayment, clock }),
    [T.PaymentRepository, T.AdvancePayment, T.Clock],
  );
  bind(T.RepeatRefund).toResolvedValue(
    (payments, advancePayment, clock) => new RepeatRefund({ payments, advancePayment, clock }),
    [T.PaymentRepository, T.AdvancePayment, T.Clock],
  );
  bind(T.ReconcilePayment).toResolvedValue(
    (payments, provider, advancePayment, clock) => new ReconcilePayment({ payments, provider, advancePayment, clock }),
    [T.PaymentRepository, T.PaymentProvider, T.AdvancePayment, T.Clock],
  );
  bind(T.ResumePayments).toResolvedValue(
    (payments, work, advancePayment, reconcilePayment, clock) =>
      new ResumePayments({ payments, work, advancePayment, reconcilePayment, clock }),
    [T.PaymentRepository, T.OrderWork, T.AdvancePayment, T.ReconcilePayment, T.Clock],
  );
});
