/** Makes names for addresses. */
export interface Slugs {
  /** Of a product's name, the best first; the last one is of its id, too, so that no other product has it. */
  of(name: string, id: string): readonly string[];
}
