/**
 * What was made for a key, kept for the keys that were asked for last: of more than `limit`, the one that was not asked
 * for the longest is forgotten.
 */
export class Recent<K, V> {
  readonly #made = new Map<K, V>();

  constructor(readonly limit: number) {}

  /** What was made for a key, or is made now. */
  get(key: K, make: () => V): V {
    const known = this.#made.has(key);
    const value = known ? this.#made.get(key)! : make();
    this.#made.delete(key);
    this.#made.set(key, value); // behind all others
    if (this.#made.size > this.limit) this.#made.delete(this.#made.keys().next().value!);
    return value;
  }
}
