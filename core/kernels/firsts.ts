import type { Indices } from "../examples.ts";

/** Of rows that are made of so many symbols each, the first that is made of the same symbols. */
export class Firsts {
  /** [R] for each row that first one; it may be the row itself. */
  readonly rows: Int32Array;
  readonly #X: Indices;
  readonly #slots: Int32Array;

  /** @param X [R, n] the symbols of R rows; read whenever `find` is called */
  constructor(R: number, X: Indices) {
    if (X.length % R !== 0) {
      throw new TypeError(`${X.length} symbols make no ${R} rows of as many each`);
    }
    this.rows = new Int32Array(R);
    this.#X = X;
    let slots = 2;
    while (slots < 2 * R) slots *= 2;
    this.#slots = new Int32Array(slots);
  }

  /** Finds them, by a table with open addressing. */
  find(): void {
    const [rows, slots, X] = [this.rows, this.#slots, this.#X];
    const n = X.length / rows.length;
    const last = slots.length - 1;
    slots.fill(-1);
    for (let row = 0; row < rows.length; row++) {
      let hash = 0;
      for (let i = row * n; i < (row + 1) * n; i++) hash = Math.imul(hash + X[i], 0x9e3779b1);
      let slot = hash >>> 15 & last;
      while (slots[slot] >= 0 && !areSame(X, slots[slot] * n, row * n, n)) slot = slot + 1 & last;
      if (slots[slot] < 0) slots[slot] = row;
      rows[row] = slots[slot];
    }
  }
}

function areSame(X: Indices, a: number, b: number, n: number): boolean {
  for (let i = 0; i < n; i++) if (X[a + i] !== X[b + i]) return false;
  return true;
}
