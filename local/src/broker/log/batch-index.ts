/** Bytes of log between two entries: what a read may have to skip, against 16 bytes of memory per entry. */
export const INDEX_INTERVAL_BYTES = 16 * 1024;

/** Where some of a segment's batches lie; those between are found by walking from the one before. */
export class BatchIndex {
  readonly #offsets: number[] = [];
  readonly #positions: number[] = [];

  add(baseOffset: number, position: number): void {
    const last = this.#positions.at(-1);
    if (last !== undefined && position - last < INDEX_INTERVAL_BYTES) return;
    this.#offsets.push(baseOffset);
    this.#positions.push(position);
  }

  /** A position at or before the batch that holds `offset`, by less than the interval. */
  floor(offset: number): number {
    let low = 0;
    let high = this.#offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#offsets[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#positions[low - 1] ?? 0;
  }

  /** Forgets what lies at `size` and beyond. */
  truncate(size: number): void {
    while ((this.#positions.at(-1) ?? -1) >= size) {
      this.#positions.pop();
      this.#offsets.pop();
    }
  }
}
