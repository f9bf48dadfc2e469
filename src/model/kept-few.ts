/** What was worked out for the latest of many keys; beyond the limit the oldest goes. */
export class KeptFew<Value> {
  readonly #limit: number;
  readonly #values = new Map<string, Value>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What is known of a key, worked out the first time. What `make` throws is thrown, and not kept. */
  of(key: string, make: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined || this.#values.has(key)) return known!;
    const value = make();
    if (this.#values.size >= this.#limit) this.#values.delete(this.#values.keys().next().value!);
    this.#values.set(key, value);
    return value;
  }
}
