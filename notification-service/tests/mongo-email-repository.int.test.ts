import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { EmailFailedV1, EmailSentV1 } from '@souk/contracts/notification-events';
import { eventually } from '@souk/testing/eventually';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { aQueuedEmail, at, orderId } from './an-email.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { distinct } from './distinct.ts';
import { emailRepositoryContract } from './email-repository-contract.ts';
import { recipientRepositoryContract } from './recipient-repository-contract.ts';

let service: ComposedService;
let connection: Connection;
const repository = () => service.container.get(T.EmailRepository);

beforeAll(async () => {
  service = await startComposedService();
  connection = await mongoose.createConnection(service.mongodbUri, { dbName: 'notification-service' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await service.stop();
});

emailRepositoryContract('MongoEmailRepository', repository);
recipientRepositoryContract('MongoRecipientRepository', () => service.container.get(T.RecipientRepository));

describe('MongoEmailRepository', () => {
  it('when an e-mail is sent or refused, publishes it with the change, once', async () => {
    const [sent, refused] = ['event-1:order-confirmed', 'event-2:order-confirmed'];
    for (const id of [sent, refused]) await repository().add(aQueuedEmail({ id }));
    for (let time = 1; time <= 2; time++) {
      await repository().update(sent, (email) => email.markSent('provider-1', at));
      await repository().update(refused, (email) => email.fail('no such domain', at));
    }
    await eventually(() => {
      const published = distinct([...service.published(EmailSentV1), ...service.published(EmailFailedV1)]);
      expect(published.filter(({ subject }) => [sent, refused].includes(subject)).map(({ data }) => data)).toEqual([
        { emailId: sent, orderId, template: 'order-confirmed' },
        { emailId: refused, orderId, template: 'order-confirmed', reason: 'no such domain' },
      ]);
    });
  });

  it('when the provider’s news is faster than the note that the mail was sent, changes that mail', async () => {
    const [id, providerId] = ['event-3:order-confirmed', randomUUID()];
    await repository().add(aQueuedEmail({ id }));
    const noted = repository().update(id, (email) => email.markSent(providerId, at));
    // By then the note is on its way.
    await setImmediate();
    const told = await repository().updateByProviderId(providerId, (email) => email.recordDelivery('delivered'));
    expect(told?.state).toMatchObject({ id, status: 'delivered' });
    await noted;
  });

  it('when another process has wanted a mail sent once more, finds it pending', async () => {
    const id = 'event-4:order-confirmed';
    await repository().add(aQueuedEmail({ id }));
    expect((await repository().findPending(id))?.state.id).toBe(id);
    await repository().update(id, (email) => email.markSent(randomUUID(), at));
    expect(await repository().findPending(id)).toBeNull();
    const change = { $set: { status: 'pending' }, $inc: { version: 1 } };
    await connection.collection<{ _id: string }>('emails').updateOne({ _id: id }, change);
    expect((await repository().findPending(id))?.state.id).toBe(id);
  });

  it('when it looks for due e-mails and for a provider’s id, uses the indexes made for it', async () => {
    const uses = async () => {
      const emails = connection.collection('emails');
      const stats = emails.aggregate<{ name: string; accesses: { ops: bigint } }>([{ $indexStats: {} }]);
      return new Map((await stats.toArray()).map(({ name, accesses }) => [name, Number(accesses.ops)]));
    };
    const before = await uses();
    await repository().due(at, 10);
    await repository().updateByProviderId(randomUUID(), () => undefined);
    const after = await uses();
    for (const index of ['nextAttemptAt_1__id_1', 'providerId_1'])
      expect(after.get(index)).toBe(before.get(index)! + 1);
  });
});

describe('MongoEmailList', () => {
  const newest = { createdAt: -1, _id: -1 } as const;
  /** The stages of a plan, wherever they stand in it. */
  const stagesOf = (plan: unknown): string[] => {
    if (typeof plan !== 'object' || plan === null) return [];
    return ['stage' in plan ? String(plan.stage) : '', ...Object.values(plan).flatMap(stagesOf)];
  };

  it.each([
    [{}, newest],
    [{ to: 'amira@souk.test' }, { to: 1, ...newest }],
    [{ orderId }, { orderId: 1, ...newest }],
    [{ status: 'sent' }, { status: 1, ...newest }],
    [
      { to: 'amira@souk.test', status: 'sent' },
      { to: 1, ...newest },
    ],
    [
      { orderId, to: 'amira@souk.test', status: 'sent' },
      { orderId: 1, ...newest },
    ],
  ] as const)('when asked by %j, has an index that also sorts', async (filter, hint) => {
    const plan = await connection.collection('emails').find(filter, { hint }).sort(newest).explain();
    const stages = stagesOf((plan as { queryPlanner: { winningPlan: unknown } }).queryPlanner.winningPlan);
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
    const page = { limit: 1, offset: 0 };
    expect((await service.container.get(T.EmailList).find(filter, page)).data.length).toBeLessThanOrEqual(1);
  });
});
