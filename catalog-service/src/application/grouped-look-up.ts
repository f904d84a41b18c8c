type Found<Value> = ReadonlyMap<string, Value>;

/** Looks things up by key. Who asks while a query is under way waits for it, and then shares the next one with all others who do. */
export class GroupedLookUp<Value> {
  readonly #find: (keys: readonly string[]) => Promise<Found<Value>>;
  #next: { readonly keys: Set<string>; readonly found: Promise<Found<Value>> } | null = null;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(find: (keys: readonly string[]) => Promise<Found<Value>>) {
    this.#find = find;
  }

  /** May find more than was asked for here. */
  of(keys: readonly string[]): Promise<Found<Value>> {
    const next = this.#next ?? this.#begin();
    for (const key of keys) next.keys.add(key);
    return next.found;
  }

  #begin() {
    const keys = new Set<string>();
    const found = this.#underWay.then(() => {
      this.#next = null;
      return this.#find([...keys]);
    });
    this.#underWay = found.catch(() => undefined);
    this.#next = { keys, found };
    return this.#next;
  }
}
