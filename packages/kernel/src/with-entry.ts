/** The entries with this one in the place of the one that it is about, or at the end. */
export function withEntry<T>(entries: readonly T[], entry: T, isIt: (other: T) => boolean): readonly T[] {
  return entries.some(isIt) ? entries.map((other) => (isIt(other) ? entry : other)) : [...entries, entry];
}
