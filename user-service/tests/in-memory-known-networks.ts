import type { AccountAccess, KnownNetworks } from '../src/application/ports/known-networks.ts';

/** Keeps known networks in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryKnownNetworks implements KnownNetworks {
  readonly #untils = new Map<string, Date>();

  async has(access: AccountAccess, network: string, at: Date): Promise<boolean> {
    return (this.#untils.get(idOf(access, network)) ?? at) > at;
  }

  async remember(access: AccountAccess, network: string, until: Date): Promise<void> {
    const id = idOf(access, network);
    if ((this.#untils.get(id) ?? new Date(0)) < until) this.#untils.set(id, until);
  }

  async forgetExpired(at: Date): Promise<void> {
    for (const [id, until] of this.#untils) if (until <= at) this.#untils.delete(id);
  }
}

const idOf = ({ userId, passwordHash }: AccountAccess, network: string) =>
  JSON.stringify([userId, passwordHash, network]);
