import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { EmailState } from '../domain/email/email.ts';
import type { RecipientState } from '../domain/recipient/recipient.ts';
import { emailSchema } from '../infrastructure/persistence/email-document.ts';
import { MongoEmailList } from '../infrastructure/persistence/mongo-email-list.ts';
import { MongoEmailRepository } from '../infrastructure/persistence/mongo-email-repository.ts';
import { MongoRecipientRepository } from '../infrastructure/persistence/mongo-recipient-repository.ts';
import { recipientSchema } from '../infrastructure/persistence/recipient-document.ts';
import { T } from './tokens.ts';

/** Opens the service's collections. */
export async function persistenceModule({ aggregates }: Pick<Platform, 'aggregates'>): Promise<ContainerModule> {
  const emails = await aggregates<EmailState>('emails', emailSchema, { isSoleWriter: true });
  const recipients = await aggregates<RecipientState>('recipients', recipientSchema, { isSoleWriter: true });
  return new ContainerModule(({ bind }) => {
    bind(T.EmailList).toConstantValue(new MongoEmailList(emails.model));
    bind(T.EmailRepository).toConstantValue(new MongoEmailRepository(emails));
    bind(T.RecipientRepository).toConstantValue(new MongoRecipientRepository(recipients));
  });
}
