import type { EventContract } from './event.ts';

/** A version of an event and all before it, the newest first. */
export function versionsOf(contract: EventContract): readonly EventContract[] {
  return contract.previous === undefined ? [contract] : [contract, ...versionsOf(contract.previous.contract)];
}

/**
 * The data of an event of this version, or of one before it, as data of this version. Each step is checked.
 * @throws ZodError when it is not of the shape that its type promises.
 */
export function readAs(
  contract: EventContract,
  { type, data }: { readonly type: string; readonly data: unknown },
): unknown {
  if (contract.type === type || contract.previous === undefined) return contract.data.parse(data);
  const { contract: before, upcast } = contract.previous;
  return contract.data.parse(upcast(readAs(before, { type, data })));
}
