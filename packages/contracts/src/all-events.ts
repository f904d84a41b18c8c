import * as catalog from './catalog-events.ts';
import type { EventContract } from './event.ts';
import * as inventory from './inventory-events.ts';
import * as message from './message-events.ts';
import * as notification from './notification-events.ts';
import * as order from './order-events.ts';
import * as payment from './payment-events.ts';
import * as user from './user-events.ts';

const modules: readonly Readonly<Record<string, EventContract>>[] = [
  user,
  catalog,
  inventory,
  order,
  payment,
  notification,
  message,
];

/** Every version of every event that is or ever was published. */
export const ALL_EVENTS: readonly EventContract[] = modules.flatMap((module) => Object.values(module));

const replaced = new Set(ALL_EVENTS.map(({ previous }) => previous?.contract));

/** The newest version of every event: what is subscribed to. */
export const NEWEST_EVENTS: readonly EventContract[] = ALL_EVENTS.filter((contract) => !replaced.has(contract));
