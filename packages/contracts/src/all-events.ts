import * as catalog from './catalog-events.ts';
import type { EventContract } from './event.ts';
import * as inventory from './inventory-events.ts';
import * as notification from './notification-events.ts';
import * as order from './order-events.ts';
import * as payment from './payment-events.ts';
import * as user from './user-events.ts';

/** Every version of every event that is or ever was published. */
export const ALL_EVENTS: readonly EventContract[] = [user, catalog, inventory, order, payment, notification].flatMap(
  (module): EventContract[] => Object.values(module),
);
