import { PaymentExpiredV1 } from '@souk/contracts/payment-events';
import { ServiceConfig } from '../src/config.ts';
import { on } from '../src/events/subscription.ts';
import { runService } from '../src/service/run-service.ts';
import { defineService } from '../src/service/service.ts';

/** What it tells its parent. */
export interface DangerousServiceMessage {
  readonly type: 'begun' | 'handled';
  readonly orderId: string;
}

// The program that process-killers.int.test.ts runs: with DANGER, events about orders named like that kill it.
const { DANGER } = process.env;

await runService(
  defineService({
    name: 'dangerous-service',
    config: ServiceConfig,
    compose: async () => ({
      routes: [],
      subscriptions: [
        on(PaymentExpiredV1, async ({ data: { orderId } }) => {
          await tell({ type: 'begun', orderId });
          if (orderId === DANGER) process.kill(process.pid, 'SIGKILL');
          await tell({ type: 'handled', orderId });
        }),
      ],
    }),
  }),
);

function tell(message: DangerousServiceMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}
