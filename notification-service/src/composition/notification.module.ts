import { ContainerModule } from 'inversify';
import { ForgetRecipients } from '../application/forget-recipients/forget-recipients.ts';
import { MailAdmission } from '../application/mail-admission.ts';
import { NoteProof } from '../application/note-proof/note-proof.ts';
import { PostponeEmail } from '../application/postpone-email/postpone-email.ts';
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
    (sendEmail, postponeEmail, logger) =>
      new BackgroundOutgoing({
        send: (id) => sendEmail.execute(id),
        postpone: (id, reason) => postponeEmail.execute(id, reason),
        logger,
      }),
    [T.SendEmail, T.PostponeEmail, T.Logger],
  );
  bind(T.ForgetRecipients).toResolvedValue(
    (recipients, clock) => new ForgetRecipients({ recipients, clock }),
    [T.RecipientRepository, T.Clock],
  );
  bind(T.MailAdmission).toResolvedValue(
    (recipients, clock) => new MailAdmission({ recipients, clock }),
    [T.RecipientRepository, T.Clock],
  );
  bind(T.NoteProof).toResolvedValue((recipients) => new NoteProof({ recipients }), [T.RecipientRepository]);
  bind(T.PostponeEmail).toResolvedValue(
    (emails, clock) => new PostponeEmail({ emails, clock }),
    [T.EmailRepository, T.Clock],
  );
  bind(T.QueueEmail).toResolvedValue(
    (emails, outgoing) => new QueueEmail({ emails, outgoing }),
    [T.EmailRepository, T.Outgoing],
  );
  bind(T.RecordDelivery).toResolvedValue(
    (emails, recipients) => new RecordDelivery({ emails, recipients }),
    [T.EmailRepository, T.RecipientRepository],
  );
  bind(T.ResendEmail).toResolvedValue(
    (emails, recipients, outgoing, clock) => new ResendEmail({ emails, recipients, outgoing, clock }),
    [T.EmailRepository, T.RecipientRepository, T.Outgoing, T.Clock],
  );
  bind(T.SendDueEmails).toResolvedValue(
    (emails, outgoing, clock) => new SendDueEmails({ emails, outgoing, clock }),
    [T.EmailRepository, T.Outgoing, T.Clock],
  );
  bind(T.SendEmail).toResolvedValue(
    (emails, admission, mailer, renderer, clock) => new SendEmail({ emails, admission, mailer, renderer, clock }),
    [T.EmailRepository, T.MailAdmission, T.Mailer, T.EmailRenderer, T.Clock],
  );
});
