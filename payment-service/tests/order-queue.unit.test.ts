import { currentCause, runBecauseOf } from '@souk/chassis/execution-context';
import type { Logger } from '@souk/chassis/logger';
import { describe, expect, it, vi } from 'vitest';
import { ProviderIsUnavailable } from '../src/application/ports/provider-error.ts';
import { PaymentNotFound } from '../src/domain/payment/payment-error.ts';
import { OrderQueue } from '../src/infrastructure/work/order-queue.ts';

function aQueue() {
  const logger = { warn: vi.fn(), error: vi.fn() };
  return { logger, queue: new OrderQueue(logger as unknown as Logger) };
}

describe('work for orders', () => {
  it('when it is for one order, is done one after the other; for different orders at the same time', async () => {
    const { queue } = aQueue();
    const log: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    const end = Promise.withResolvers<undefined>();
    queue.start('a', async () => {
      await gate.promise;
      log.push('a1');
    });
    queue.start('a', async () => {
      log.push('a2');
      end.resolve(undefined);
    });
    queue.start('b', async () => {
      log.push('b1');
      gate.resolve(undefined);
    });
    expect([queue.isBusy('a'), queue.isBusy('c')]).toEqual([true, false]);
    await end.promise;
    expect(log).toEqual(['b1', 'a1', 'a2']);
    await vi.waitFor(() => expect(queue.isBusy('a')).toBe(false));
  });

  it('when there is too much of it, waits for its turn', async () => {
    const { queue } = aQueue();
    let running = 0;
    let most = 0;
    const done: string[] = [];
    await new Promise<void>((resolve) => {
      for (let n = 0; n < 200; n++) {
        queue.start(`order-${n}`, async () => {
          most = Math.max(most, ++running);
          await Promise.resolve();
          running--;
          if (done.push(`order-${n}`) === 200) resolve();
        });
      }
    });
    expect(most).toBe(64);
  });

  it('when it fails, is logged and keeps nothing else from being done', async () => {
    const { queue, logger } = aQueue();
    queue.start('a', () => Promise.reject(new ProviderIsUnavailable('503')));
    queue.start('a', () => Promise.reject(new PaymentNotFound()), 'evt_1');
    await new Promise<void>((resolve) => queue.start('a', async () => resolve()));
    const [warning] = logger.warn.mock.calls;
    expect(warning?.[0]).toMatchObject({ correlationId: 'a', err: { name: 'ProviderIsUnavailable' } });
    const [alarm] = logger.error.mock.calls;
    expect(alarm?.[0]).toMatchObject({ causedBy: 'evt_1', err: { name: 'PaymentNotFound' } });
  });

  it('when it follows from a message, has its cause but is not part of handling it', async () => {
    const { queue } = aQueue();
    const message = { id: 'm1', topic: 'order-events', subject: 'a', sequence: 7 };
    const cause = { id: 'm1', correlationId: 'a', traceparent: 'trace', message };
    const seen = await new Promise((resolve) => {
      runBecauseOf(cause, () => queue.start('a', async () => resolve(currentCause())));
    });
    expect(seen).toEqual({ id: 'm1', correlationId: 'a', traceparent: 'trace', message: null });
  });
});
