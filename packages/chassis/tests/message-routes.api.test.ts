import { randomUUID } from 'node:crypto';
import { defineEvent } from '@souk/contracts/event';
import { eventually } from '@souk/testing/eventually';
import { startTestService, type TestService } from '@souk/testing/test-service';
import { accessToken } from '@souk/testing/test-tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ServiceConfig } from '../src/config.ts';
import { on } from '../src/events/subscription.ts';
import { defineService } from '../src/service/service.ts';

const BASE = '/v1/admin/messages/patient-service';
const LAG = '/v1/admin/event-lag/patient-service';
const CANARY = 'canary-7f3a';

let isReadable = true;
let isWilling = true;
const handled: string[] = [];

const Paid = defineEvent(
  'payment-events',
  'payment.paid.v1',
  z.object({ name: z.string().refine(() => isReadable, 'The test wants it so.') }),
);

const patientService = defineService({
  name: 'patient-service',
  config: ServiceConfig,
  compose: async () => ({
    routes: [],
    subscriptions: [
      on(Paid, async ({ subject, sequence }) => {
        if (!isWilling) throw new Error('It cannot be.');
        handled.push(`${subject} ${sequence}`);
      }),
    ],
  }),
});

let service: TestService;
let subject: string;
const token = accessToken({ userId: 'admin-1', role: 'admin' });
const customer = accessToken({ userId: 'customer-1', role: 'customer' });

beforeAll(async () => {
  service = await startTestService(patientService);
});

afterAll(() => service.stop());

beforeEach(() => {
  [isReadable, isWilling, subject] = [true, true, randomUUID()];
});

const deliver = (sequence: number) =>
  service.deliver(Paid, { name: CANARY }, { subject, sequence, correlationId: 'order-7' });
const kept = async (query = '') => (await service.api.get(`${BASE}?subject=${subject}${query}`, { token })).body;
const redrive = (body: object) => service.api.post(`${BASE}/redrive`, { token, body });
const handledNow = () => handled.filter((each) => each.startsWith(subject)).map((each) => each.split(' ')[1]);

describe('the events that a service keeps', () => {
  it('when its handler refuses one, shows it and those behind it as parked, and handles them when it no longer does', async () => {
    isWilling = false;
    const first = await deliver(1);
    await deliver(2);
    const { data, count, limit } = await kept();
    expect([count, limit]).toEqual([2, 20]);
    expect(data).toMatchObject([
      {
        state: 'parked',
        topic: 'payment-events',
        subject,
        type: Paid.type,
        eventId: first.id,
        correlationId: 'order-7',
        attempts: 3,
        lastError: 'It cannot be.',
      },
      { state: 'parked', attempts: 0, lastError: null },
    ]);
    expect(JSON.stringify(data)).not.toContain(CANARY);
    expect((await service.api.get('/metrics')).text).toContain('parked_lanes');
    isWilling = true;
    await eventually(() => expect(handledNow()).toEqual(['1', '2']));
    await eventually(async () => expect(await kept()).toMatchObject({ count: 0 }));
  });

  it('when one cannot be read, shows it as dead; when it can be and is redriven, handles it', async () => {
    isReadable = false;
    await deliver(1);
    isReadable = true;
    await deliver(2);
    expect(handledNow()).toEqual(['2']);
    const { data } = await kept('&state=dead');
    expect(data).toMatchObject([{ state: 'dead', attempts: 1, nextAttemptAt: null }]);
    expect(data[0].lastError).toContain('The test wants it so.');

    expect((await redrive({ subject, dryRun: true })).body).toEqual({ count: 1, dryRun: true });
    expect(await kept('&state=dead')).toMatchObject({ count: 1 });
    expect((await redrive({ id: data[0].id, subject: 'another' })).body).toEqual({ count: 0, dryRun: false });
    expect((await redrive({ id: data[0].id })).body).toEqual({ count: 1, dryRun: false });
    await eventually(() => expect(handledNow()).toEqual(['2', '1']));
    await eventually(async () => expect(await kept()).toMatchObject({ count: 0 }));
  });

  it('when asked how far the service is behind, says it by partition, and what it keeps', async () => {
    isReadable = false;
    await deliver(1);
    const { status, body } = await service.api.get(LAG, { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      lag: 0,
      partitions: [{ topic: 'payment-events', partition: 0, lag: 0 }],
      dead: expect.any(Number),
      outbox: { pending: 0 },
    });
    await eventually(async () => expect((await service.api.get(LAG, { token })).body.dead).toBeGreaterThan(0));
    const { text } = await service.api.get('/metrics');
    expect(text).toMatch(/^events_lag\{topic="payment-events",partition="0",service="patient-service"\} 0$/m);
    expect(text).toMatch(/^kept_messages\{state="dead",service="patient-service"\} [1-9]/m);
    expect(text).toMatch(/^oldest_parked_seconds\{service="patient-service"\} /m);
  });

  it.each([{}, { dryRun: true }, { id: 'x' }, { subject: { $ne: null } }, { subject: '', dryRun: 'yes' }])(
    'when redriving %j is asked for, refuses',
    async (body) => {
      expect(await redrive(body)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    },
  );

  it('when an admin does not ask, shows and does nothing', async () => {
    for (const [given, status] of [
      [{}, 401],
      [{ token: customer }, 403],
    ] as const) {
      expect((await service.api.get(BASE, given)).status).toBe(status);
      expect((await service.api.get(LAG, given)).status).toBe(status);
      expect((await service.api.post(`${BASE}/redrive`, { ...given, body: { subject } })).status).toBe(status);
    }
  });
});
