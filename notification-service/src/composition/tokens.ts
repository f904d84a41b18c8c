import type { Logger } from '@souk/chassis/logger';
import type { Clock } from '@souk/kernel/clock';
import type { ServiceIdentifier } from 'inversify';
import type { DeliveryNewsReader } from '../application/ports/delivery-news.ts';
import type { ForgetRecipients } from '../application/forget-recipients/forget-recipients.ts';
import type { MailAdmission } from '../application/mail-admission.ts';
import type { NoteProof } from '../application/note-proof/note-proof.ts';
import type { EmailList } from '../application/ports/email-list.ts';
import type { EmailRenderer } from '../application/ports/email-renderer.ts';
import type { Mailer } from '../application/ports/mailer.ts';
import type { Outgoing } from '../application/ports/outgoing.ts';
import type { PostponeEmail } from '../application/postpone-email/postpone-email.ts';
import type { QueueEmail } from '../application/queue-email/queue-email.ts';
import type { RecordDelivery } from '../application/record-delivery/record-delivery.ts';
import type { ResendEmail } from '../application/resend-email/resend-email.ts';
import type { SendDueEmails } from '../application/send-due-emails/send-due-emails.ts';
import type { SendEmail } from '../application/send-email/send-email.ts';
import type { EmailRepository } from '../domain/email/email-repository.ts';
import type { RecipientRepository } from '../domain/recipient/recipient-repository.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

export const T = {
  Clock: token<Clock>('Clock'),
  DeliveryNewsReader: token<DeliveryNewsReader>('DeliveryNewsReader'),
  EmailList: token<EmailList>('EmailList'),
  EmailRenderer: token<EmailRenderer>('EmailRenderer'),
  EmailRepository: token<EmailRepository>('EmailRepository'),
  ForgetRecipients: token<ForgetRecipients>('ForgetRecipients'),
  Logger: token<Logger>('Logger'),
  MailAdmission: token<MailAdmission>('MailAdmission'),
  Mailer: token<Mailer>('Mailer'),
  NoteProof: token<NoteProof>('NoteProof'),
  Outgoing: token<Outgoing>('Outgoing'),
  PostponeEmail: token<PostponeEmail>('PostponeEmail'),
  QueueEmail: token<QueueEmail>('QueueEmail'),
  RecipientRepository: token<RecipientRepository>('RecipientRepository'),
  RecordDelivery: token<RecordDelivery>('RecordDelivery'),
  ResendEmail: token<ResendEmail>('ResendEmail'),
  SendDueEmails: token<SendDueEmails>('SendDueEmails'),
  SendEmail: token<SendEmail>('SendEmail'),
};
