import { defineService } from '@souk/chassis/service/service';
import { createContainer } from './composition/container.ts';
import { T } from './composition/tokens.ts';
import { NotificationServiceConfig } from './config.ts';
import { noteProofWhenEmailVerified } from './presentation/events/note-proof-when-email-verified.ts';
import { sendEmailWhenEventCallsForIt } from './presentation/events/send-email-when-event-calls-for-it.ts';
import { notificationRoutes } from './presentation/http/notification-routes.ts';
import { resendWebhookRoute } from './presentation/http/resend-webhook-route.ts';
import { PROBLEMS } from './presentation/http/problems.ts';

const DUE_EVERY_MS = 2_000;
const FORGET_EVERY_MS = 3_600_000;

export const notificationService = defineService({
  name: 'notification-service',
  config: NotificationServiceConfig,
  problems: PROBLEMS,
  compose: async (platform) => {
    const container = await createContainer(platform);
    const get = container.get.bind(container);
    return {
      routes: [
        ...notificationRoutes({ emailList: get(T.EmailList), resendEmail: get(T.ResendEmail) }),
        resendWebhookRoute({ news: get(T.DeliveryNewsReader), recordDelivery: get(T.RecordDelivery) }),
      ],
      subscriptions: [
        ...sendEmailWhenEventCallsForIt(get(T.QueueEmail), { shopEmail: platform.config.SHOP_EMAIL }),
        noteProofWhenEmailVerified(get(T.NoteProof)),
      ],
      settle: () => get(T.Outgoing).settled(),
      sweeps: [
        { name: 'due-emails', every: DUE_EVERY_MS, run: () => get(T.SendDueEmails).execute() },
        { name: 'recipients', every: FORGET_EVERY_MS, run: () => get(T.ForgetRecipients).execute() },
      ],
    };
  },
});
