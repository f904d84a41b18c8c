import type { Market } from '../market.ts';
import { ACCOUNTS } from './accounts.ts';
import { BACK_OFFICE } from './back-office.ts';
import { BROWSING } from './browsing.ts';
import { MONEY_BACK } from './money-back.ts';
import { PURCHASES } from './purchases.ts';

/** What people do, each with its end result: it rejects unless that is right, whatever fails on the way. */
export const SCENARIOS: Readonly<Record<string, (market: Market) => Promise<unknown>>> = {
  ...PURCHASES,
  ...MONEY_BACK,
  ...ACCOUNTS,
  ...BACK_OFFICE,
  ...BROWSING,
};
