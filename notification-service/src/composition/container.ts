import type { Platform } from '@souk/chassis/service/service';
import { Container } from 'inversify';
import type { NotificationServiceConfig } from '../config.ts';
import { notificationModule } from './notification.module.ts';
import { persistenceModule } from './persistence.module.ts';
import { platformModule } from './platform.module.ts';
import { T } from './tokens.ts';

export async function createContainer(platform: Platform<NotificationServiceConfig>): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(platformModule(platform), await persistenceModule(platform), notificationModule);
  const { EmailList, EmailRepository, Mailer, Outgoing, RecipientRepository } = T;
  platform.failpoints.wrapBindings(container, { EmailList, EmailRepository, Mailer, Outgoing, RecipientRepository });
  return container;
}
