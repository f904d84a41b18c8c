import type { Clock } from '@souk/kernel/clock';
import type { ServiceIdentifier } from 'inversify';
import type { AdvancePayment } from '../application/advance-payment/advance-payment.ts';
import type { ClosePayment } from '../application/close-payment/close-payment.ts';
import type { FetchUndeliveredEvents } from '../application/fetch-undelivered-events/fetch-undelivered-events.ts';
import type { ForgetProviderEvents } from '../application/forget-provider-events/forget-provider-events.ts';
import type { HandleProviderEvent } from '../application/handle-provider-event/handle-provider-event.ts';
import type { EventCursor } from '../application/ports/event-cursor.ts';
import type { OrderWork } from '../application/ports/order-work.ts';
import type { PaymentList } from '../application/ports/payment-list.ts';
import type { PaymentProvider } from '../application/ports/payment-provider.ts';
import type { ProviderEvents } from '../application/ports/provider-events.ts';
import type { QueueProviderEvent } from '../application/queue-provider-event/queue-provider-event.ts';
import type { ReceiveWebhook } from '../application/receive-webhook/receive-webhook.ts';
import type { ReconcilePayment } from '../application/reconcile-payment/reconcile-payment.ts';
import type { RepeatRefund } from '../application/repeat-refund/repeat-refund.ts';
import type { ReplayProviderEvent } from '../application/replay-provider-event/replay-provider-event.ts';
import type { RequestPayment } from '../application/request-payment/request-payment.ts';
import type { RequestRefund } from '../application/request-refund/request-refund.ts';
import type { ResumePayments } from '../application/resume-payments/resume-payments.ts';
import type { ResumeProviderEvents } from '../application/resume-provider-events/resume-provider-events.ts';
import type { PaymentRepository } from '../domain/payment/payment-repository.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

export const T = {
  AdvancePayment: token<AdvancePayment>('AdvancePayment'),
  ClosePayment: token<ClosePayment>('ClosePayment'),
  Clock: token<Clock>('Clock'),
  EventCursor: token<EventCursor>('EventCursor'),
  FetchUndeliveredEvents: token<FetchUndeliveredEvents>('FetchUndeliveredEvents'),
  ForgetProviderEvents: token<ForgetProviderEvents>('ForgetProviderEvents'),
  HandleProviderEvent: token<HandleProviderEvent>('HandleProviderEvent'),
  OrderWork: token<OrderWork>('OrderWork'),
  PaymentList: token<PaymentList>('PaymentList'),
  PaymentProvider: token<PaymentProvider>('PaymentProvider'),
  PaymentRepository: token<PaymentRepository>('PaymentRepository'),
  ProviderEvents: token<ProviderEvents>('ProviderEvents'),
  QueueProviderEvent: token<QueueProviderEvent>('QueueProviderEvent'),
  ReceiveWebhook: token<ReceiveWebhook>('ReceiveWebhook'),
  ReconcilePayment: token<ReconcilePayment>('ReconcilePayment'),
  RepeatRefund: token<RepeatRefund>('RepeatRefund'),
  ReplayProviderEvent: token<ReplayProviderEvent>('ReplayProviderEvent'),
  RequestPayment: token<RequestPayment>('RequestPayment'),
  RequestRefund: token<RequestRefund>('RequestRefund'),
  ResumePayments: token<ResumePayments>('ResumePayments'),
  ResumeProviderEvents: token<ResumeProviderEvents>('ResumeProviderEvents'),
};
