import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CartServiceConfig } from '../../cart-service/src/config.ts';
import { CatalogServiceConfig } from '../../catalog-service/src/config.ts';
import { GatewayConfig } from '../../gateway/src/config.ts';
import { NotificationServiceConfig } from '../../notification-service/src/config.ts';
import { OrderServiceConfig } from '../../order-service/src/config.ts';
import { PaymentServiceConfig } from '../../payment-service/src/config.ts';
import { UserServiceConfig } from '../../user-service/src/config.ts';

const root = path.join(import.meta.dirname, '../..');

const CONFIGS = {
  'cart-service': CartServiceConfig,
  'catalog-service': CatalogServiceConfig,
  gateway: GatewayConfig,
  'notification-service': NotificationServiceConfig,
  'order-service': OrderServiceConfig,
  'payment-service': PaymentServiceConfig,
  'user-service': UserServiceConfig,
};

it.each(Object.entries(CONFIGS))(
  'env.template of %s: names every variable it reads and no other',
  (service, config) => {
    const template = readFileSync(path.join(root, service, 'env.template'), 'utf8');
    const named = [...template.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(Object.keys(config.shape).toSorted());
  },
);
