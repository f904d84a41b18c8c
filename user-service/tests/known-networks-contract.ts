import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KnownNetworks } from '../src/application/ports/known-networks.ts';
import { at, later } from './a-user.ts';

const NETWORK = '203.0.113.7';

/** What all that know networks must do. Other tests' networks may be known already. */
export function knownNetworksContract(name: string, networks: () => KnownNetworks): void {
  const anAccess = () => ({ userId: randomUUID(), passwordHash: 'hash-1' });

  describe(name, () => {
    it('when a network was remembered, knows it until its time is over, and no other', async () => {
      const access = anAccess();
      await networks().remember(access, NETWORK, later(10));
      expect(await networks().has(access, NETWORK, later(9))).toBe(true);
      expect(await networks().has(access, NETWORK, later(10))).toBe(false);
      expect(await networks().has(access, '203.0.113.8', at)).toBe(false);
      expect(await networks().has(anAccess(), NETWORK, at)).toBe(false);
    });

    it('when the password is another one, knows none', async () => {
      const access = anAccess();
      await networks().remember(access, NETWORK, later(10));
      expect(await networks().has({ ...access, passwordHash: 'hash-2' }, NETWORK, at)).toBe(false);
    });

    it('when remembered many times at once, knows it for the longest', async () => {
      const access = anAccess();
      await Promise.all([3, 1, 2, 5, 4].map((end) => networks().remember(access, NETWORK, later(end))));
      expect(await networks().has(access, NETWORK, later(4))).toBe(true);
      expect(await networks().has(access, NETWORK, later(5))).toBe(false);
    });

    it('when those that are over are forgotten, keeps the others', async () => {
      const [over, running] = [anAccess(), anAccess()];
      await networks().remember(over, NETWORK, later(1));
      await networks().remember(running, NETWORK, later(2));
      await networks().forgetExpired(later(1));
      expect(await networks().has(over, NETWORK, at)).toBe(false);
      expect(await networks().has(running, NETWORK, at)).toBe(true);
    });
  });
}
