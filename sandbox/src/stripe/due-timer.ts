/** `setTimeout` takes a longer wait for none. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Calls back for each id when its time has come, with one timer for the earliest of them and none while there are none. */
export class DueTimer {
  readonly #due = new Map<string, number>();
  readonly #onDue: (id: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #next = Infinity;

  constructor(onDue: (id: string) => void) {
    this.#onDue = onDue;
  }

  /** `at` is in seconds since the epoch; a past one is called back at once, though not before this returns. */
  set(id: string, at: number): void {
    this.#due.set(id, at);
    if (at < this.#next) this.#arm(at);
  }

  delete(id: string): void {
    this.#due.delete(id);
    if (this.#due.size === 0) this.close();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#next = Infinity;
  }

  #arm(at: number): void {
    clearTimeout(this.#timer);
    this.#next = at;
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(0, at * 1000 - Date.now()));
    this.#timer = setTimeout(() => this.#fire(), wait);
  }

  #fire(): void {
    this.#next = Infinity;
    for (const [id, at] of this.#due) {
      if (at * 1000 > Date.now()) continue;
      this.#due.delete(id);
      this.#onDue(id);
    }
    let earliest = Infinity;
    for (const at of this.#due.values()) earliest = Math.min(earliest, at);
    if (earliest < this.#next) this.#arm(earliest);
  }
}
