import { ContainerModule } from 'inversify';
import { QueueEmail } from '../application/queue-email/queue-email.ts';
import { RecordDelivery } from '../application/record-delivery/record-delivery.ts';
import { ResendEmail } from '../application/resend-email/resend-email.ts';
import { SendDueEmails } from '../application/send-due-emails/send-due-emails.ts';
import { SendEmail } from '../application/send-email/send-email.ts';
import { BackgroundOutgoing } from '../infrastructure/background-outgoing.ts';
import { T } from './tokens.ts';

/** The use cases, and the background in which mail is sent. */
export const notificationModule = new ContainerModule(({ bind }) => {
  bind(T.Outgoing).toResolvedValue(
    (sendEmail, logger) => new BackgroundOutgoing({ send: (id) => sendEmail.execute(id), logger }),
    [T.SendEmail, T.Logger],
  );
  bind(T.QueueEmail).toResolvedValue(
    (emails, outgoing) => new QueueEmail({ emails, outgoing }),
    [T.EmailRepository, T.Outgoing],
  );
  bind(T.RecordDelivery).toResolvedValue((emails) => new RecordDelivery({ emails }), [T.EmailRepository]);
  bind(T.ResendEmail).toResolvedValue(
    (emails, outgoing, clock) => new ResendEmail({ emails, outgoing, clock }),
    [T.EmailRepository, T.Outgoing, T.Clock],
  );
  bind(T.SendDueEmails).toResolvedValue(
    (emails, outgoing, clock) => new SendDueEmails({ emails, outgoing, clock }),
    [T.EmailRepository, T.Outgoing, T.Clock],
  );
  bind(T.SendEmail).toResolvedValue(
    (emails, mailer, renderer, clock) => new SendEmail({ emails, mailer, renderer, clock }),
    [T.EmailRepository, T.Mailer, T.EmailRenderer, T.Clock],
  );
});
