import type { Clock } from '@souk/kernel/clock';
import { at } from './a-payment.ts';

/** Time that passes when a test lets it. */
export class SettableClock implements Clock {
  time = at;

  now(): Date {
    return this.time;
  }
}
