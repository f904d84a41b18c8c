import { CARTS_LOSE } from './carts.ts';
import { CLIENTS } from './clients.ts';
import { EVENTS } from './events.ts';
import type { Invariant } from './invariant.ts';
import { MAIL } from './mail.ts';
import { MONEY } from './money.ts';
import { PRICES } from './prices.ts';
import { SAGA } from './saga.ts';
import { SESSIONS } from './sessions.ts';
import { STOCK } from './stock.ts';

/** What must never happen, by number. */
export const ALL_INVARIANTS: readonly Invariant[] = [
  ...STOCK,
  ...MONEY,
  ...SESSIONS,
  ...SAGA,
  ...PRICES,
  ...EVENTS,
  ...CLIENTS,
  ...CARTS_LOSE,
  ...MAIL,
].sort((a, b) => a.number - b.number);
