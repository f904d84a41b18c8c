/** Keeps what happened to an aggregate until its repository stores it together with the new state. */
export abstract class AggregateRoot<E extends { readonly type: string }> {
  #events: E[] = [];

  protected record(event: E): void {
    this.#events.push(event);
  }

  /** The events recorded since the last pull, oldest first. */
  pullEvents(): readonly E[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
