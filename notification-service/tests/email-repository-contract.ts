import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EmailIsOnItsWay, EmailNotFound } from '../src/domain/email/email-error.ts';
import type { EmailRepository } from '../src/domain/email/email-repository.ts';
import { anEmail, aQueuedEmail, at, contents, secondsLater } from './an-email.ts';

const anId = () => `${randomUUID()}:order-confirmed`;

/** What every repository of e-mails must do. The repository may hold other tests' e-mails already. */
export function emailRepositoryContract(name: string, repository: () => EmailRepository): void {
  const stored = async (id: string) => {
    try {
      return (await repository().update(id, () => undefined)).state;
    } catch (error) {
      if (error instanceof EmailNotFound) return null;
      throw error;
    }
  };

  describe(name, () => {
    it.each(Object.values(contents))('when an e-mail is added, finds it as it was: $template', async (content) => {
      const email = aQueuedEmail({ id: anId(), content, orderId: null });
      expect(await repository().add(email)).toBe(true);
      expect(await stored(email.state.id)).toEqual(email.state);
    });

    it('when there is an e-mail with the id already, leaves it as it is', async () => {
      const id = anId();
      await repository().add(aQueuedEmail({ id, to: 'first@souk.test' }));
      expect(await repository().add(aQueuedEmail({ id, to: 'second@souk.test' }))).toBe(false);
      expect((await stored(id))?.to).toBe('first@souk.test');
    });

    it('when one id is added many times at once, adds it once', async () => {
      const id = anId();
      const added = await Promise.all(Array.from({ length: 8 }, () => repository().add(aQueuedEmail({ id }))));
      expect(added.filter(Boolean)).toHaveLength(1);
    });

    it('when an e-mail is changed, keeps the change and returns it', async () => {
      const id = anId();
      await repository().add(aQueuedEmail({ id }));
      const changed = await repository().update(id, (email) => email.postpone('busy', at));
      expect(changed.state).toMatchObject({ attempts: 1, lastError: 'busy', nextAttemptAt: secondsLater(2) });
      expect(await stored(id)).toEqual(changed.state);
    });

    it('when many change an e-mail at once, loses no change', async () => {
      const id = anId();
      await repository().add(aQueuedEmail({ id }));
      await Promise.all(
        Array.from({ length: 8 }, () => repository().update(id, (email) => email.postpone('busy', at))),
      );
      expect((await stored(id))?.attempts).toBe(8);
    });

    it('when a change is refused, throws and keeps the e-mail as it is', async () => {
      const id = anId();
      await repository().add(aQueuedEmail({ id }));
      const change = repository().update(id, (email) => {
        email.postpone('busy', at);
        email.sendAnew(at);
      });
      await expect(change).rejects.toThrow(EmailIsOnItsWay);
      expect((await stored(id))?.attempts).toBe(0);
    });

    it('when there is no such e-mail, finds null and refuses to change it', async () => {
      expect(await stored(anId())).toBeNull();
      expect(await repository().updateByProviderId(randomUUID(), () => undefined)).toBeNull();
      await expect(repository().update(anId(), () => undefined)).rejects.toThrow(EmailNotFound);
    });

    it('when asked for due e-mails, gives the pending ones whose time has come, the longest overdue first', async () => {
      const ids = { late: anId(), later: anId(), future: anId(), sent: anId() };
      // Long before the other tests' e-mails.
      const early = (seconds: number) => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds));
      await repository().add(aQueuedEmail({ id: ids.later, at: early(5) }));
      await repository().add(aQueuedEmail({ id: ids.late, at: early(1) }));
      await repository().add(aQueuedEmail({ id: ids.future, at: early(51) }));
      await repository().add(anEmail('sent', { id: ids.sent, at: early(0) }));
      const due = await repository().due(early(60), 100);
      expect(due).toEqual([
        { id: ids.late, dueAt: early(11) },
        { id: ids.later, dueAt: early(15) },
      ]);
      expect(await repository().due(early(60), 100, due[0])).toEqual(due.slice(1));
      expect(await repository().due(early(60), 100, due[1])).toEqual([]);
      expect(await repository().due(early(60), 1)).toEqual(due.slice(0, 1));
      expect(await repository().due(early(15), 100)).toEqual(due);
      expect(await repository().due(early(0), 100)).toEqual([]);
    });

    it('when it is asked for what is to be sent, finds what is pending only', async () => {
      const id = anId();
      expect(await repository().findPending(id)).toBeNull();
      await repository().add(aQueuedEmail({ id }));
      expect((await repository().findPending(id))?.state).toEqual(await stored(id));
      await repository().update(id, (email) => email.markSent(randomUUID(), at));
      expect(await repository().findPending(id)).toBeNull();
    });

    it('when changed by the provider’s id, changes the e-mail that the provider means', async () => {
      const [id, providerId] = [anId(), randomUUID()];
      await repository().add(aQueuedEmail({ id }));
      await repository().add(aQueuedEmail({ id: anId() }));
      await repository().update(id, (email) => email.markSent(providerId, at));
      const changed = await repository().updateByProviderId(providerId, (email) => email.recordDelivery('delivered'));
      expect(changed?.state).toMatchObject({ id, status: 'delivered' });
      expect(await stored(id)).toMatchObject({ providerId, status: 'delivered' });
    });
  });
}
