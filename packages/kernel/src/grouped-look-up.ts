type Found<Value> = ReadonlyMap<string, Value>;

/** Looks things up by key. Look-ups that come while a query is in progress wait for it and then share the next one. */
export class GroupedLookUp<Value> {
  readonly #find: (keys: readonly string[]) => Promise<Found<Value>>;
  #next: { readonly keys: Set<string>; readonly found: Promise<Found<Value>> } | null = null;
  #running: Promise<unknown> = Promise.resolve();

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
    const found = this.#running.then(() => {
      this.#next = null;
      return this.#find([...keys]);
    });
    // The callers get a failure; the next query only waits for the end.
    this.#running = Promise.allSettled([found]);
    this.#next = { keys, found };
    return this.#next;
  }
}
