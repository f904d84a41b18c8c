import type { Platform } from '@souk/chassis/service/service';
import { Container } from 'inversify';
import type { PaymentServiceConfig } from '../config.ts';
import { paymentModule } from './payment.module.ts';
import { persistenceModule } from './persistence.module.ts';
import { platformModule } from './platform.module.ts';
import { providerEventModule } from './provider-event.module.ts';
import { T } from './tokens.ts';

export async function createContainer(platform: Platform<PaymentServiceConfig>): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(
    platformModule(platform),
    await persistenceModule(platform),
    paymentModule,
    providerEventModule(platform),
  );
  const { EventCursor, OrderWork, PaymentList, PaymentProvider, PaymentRepository, ProviderEvents } = T;
  platform.failpoints.wrapBindings(container, {
    EventCursor,
    OrderWork,
    PaymentList,
    PaymentProvider,
    PaymentRepository,
    ProviderEvents,
  });
  return container;
}
