import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RecipientRepository } from '../src/domain/recipient/recipient-repository.ts';
import { Recipient } from '../src/domain/recipient/recipient.ts';
import { at, secondsLater } from './an-email.ts';

/** What every repository of recipients must do. The repository may hold other tests' recipients already. */
export function recipientRepositoryContract(name: string, repository: () => RecipientRepository): void {
  const anAddress = () => `${randomUUID()}@souk.test`;
  const admission = (emailId: string, moment = at) => ({ emailId, kind: 'link', at: moment }) as const;

  describe(name, () => {
    it('when nothing is known of an address, finds that', async () => {
      const address = anAddress();
      expect((await repository().find(address)).state).toEqual(Recipient.unknown(address).state);
    });

    it('when something becomes known, keeps it and returns it', async () => {
      const address = anAddress();
      await repository().change(address, (recipient) => recipient.admit(admission('email-1'), 'unproven'));
      const changed = await repository().change(address, (recipient) => recipient.block('bounced'));
      expect(changed.state).toMatchObject({ blockedBecause: 'bounced', admitted: [admission('email-1')] });
      expect((await repository().find(address)).state).toEqual(changed.state);
    });

    it('when nothing changes, leaves it as it is', async () => {
      const address = anAddress();
      const same = await repository().change(address, (recipient) => recipient.unblock());
      expect(same.state).toEqual(Recipient.unknown(address).state);
      expect((await repository().find(address)).state).toEqual(same.state);
    });

    it('when many mails come at once, admits no more than the rule says', async () => {
      const address = anAddress();
      await Promise.all(
        Array.from({ length: 9 }, (_, number) =>
          repository().change(address, (recipient) => recipient.admit(admission(`email-${number}`), 'unproven')),
        ),
      );
      expect((await repository().find(address)).state.admitted).toHaveLength(5);
    });

    it('when those of whom nothing but mail is known are forgotten, keeps the others', async () => {
      const [quiet, recent, proven, blocked] = [anAddress(), anAddress(), anAddress(), anAddress()];
      for (const address of [quiet, proven, blocked]) {
        await repository().change(address, (recipient) => recipient.admit(admission('email-1'), 'unproven'));
      }
      await repository().change(recent, (recipient) =>
        recipient.admit(admission('email-1', secondsLater(1)), 'unproven'),
      );
      await repository().change(proven, (recipient) => recipient.prove(at));
      await repository().change(blocked, (recipient) => recipient.block('complained'));
      await repository().forgetQuiet(at);
      const left = await Promise.all(
        [quiet, recent, proven, blocked].map(
          async (address) => (await repository().find(address)).state.admitted.length,
        ),
      );
      expect(left).toEqual([0, 1, 1, 1]);
      const again = await repository().change(quiet, (recipient) => recipient.admit(admission('email-2'), 'unproven'));
      expect(again.hasAdmitted('email-2')).toBe(true);
    });
  });
}
