import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import { FetchUndeliveredEvents } from '../application/fetch-undelivered-events/fetch-undelivered-events.ts';
import { ForgetProviderEvents } from '../application/forget-provider-events/forget-provider-events.ts';
import { HandleProviderEvent } from '../application/handle-provider-event/handle-provider-event.ts';
import { QueueProviderEvent } from '../application/queue-provider-event/queue-provider-event.ts';
import { ReceiveWebhook } from '../application/receive-webhook/receive-webhook.ts';
import { ReplayProviderEvent } from '../application/replay-provider-event/replay-provider-event.ts';
import { ResumeProviderEvents } from '../application/resume-provider-events/resume-provider-events.ts';
import type { PaymentServiceConfig } from '../config.ts';
import { T } from './tokens.ts';

/** The use cases about what the provider tells. */
export const providerEventModule = ({ config }: Pick<Platform<PaymentServiceConfig>, 'config'>) =>
  new ContainerModule(({ bind }) => {
    bind(T.HandleProviderEvent).toResolvedValue(
      (payments, provider, advancePayment, clock) =>
        new HandleProviderEvent({ payments, provider, advancePayment, clock }),
      [T.PaymentRepository, T.PaymentProvider, T.AdvancePayment, T.Clock],
    );
    bind(T.QueueProviderEvent).toResolvedValue(
      (events, work, handleProviderEvent) => new QueueProviderEvent({ events, work, handleProviderEvent }),
      [T.ProviderEvents, T.OrderWork, T.HandleProviderEvent],
    );
    bind(T.ReceiveWebhook).toResolvedValue(
      (provider, events, queueProviderEvent, clock) =>
        new ReceiveWebhook({ provider, events, queueProviderEvent, clock }),
      [T.PaymentProvider, T.ProviderEvents, T.QueueProviderEvent, T.Clock],
    );
    bind(T.FetchUndeliveredEvents).toResolvedValue(
      (provider, events, cursor, queueProviderEvent, clock) =>
        new FetchUndeliveredEvents({ provider, events, cursor, queueProviderEvent, clock }),
      [T.PaymentProvider, T.ProviderEvents, T.EventCursor, T.QueueProviderEvent, T.Clock],
    );
    const { WEBHOOK_EVENTS_KEPT_DAYS: processed, GIVEN_UP_EVENTS_KEPT_DAYS: givenUp } = config;
    bind(T.ForgetProviderEvents).toResolvedValue(
      (events, clock) => new ForgetProviderEvents({ events, clock, keepDays: { processed, givenUp } }),
      [T.ProviderEvents, T.Clock],
    );
    bind(T.ReplayProviderEvent).toResolvedValue(
      (events, queueProviderEvent, clock) => new ReplayProviderEvent({ events, queueProviderEvent, clock }),
      [T.ProviderEvents, T.QueueProviderEvent, T.Clock],
    );
    bind(T.ResumeProviderEvents).toResolvedValue(
      (events, work, queueProviderEvent, clock) =>
        new ResumeProviderEvents({ events, work, queueProviderEvent, clock }),
      [T.ProviderEvents, T.OrderWork, T.QueueProviderEvent, T.Clock],
    );
  });
