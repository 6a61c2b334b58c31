import { PythonRandom } from "./python.ts";

/**
 * The integers 0 … n − 1 in an order drawn at random, each once: a shuffle by Fisher and Yates (Durstenfeld 1964) from
 * the front, which moves no more numbers than are taken. Taken in part they are a draw without repetition; the same
 * seed gives the same order.
 */
export function* draws(n: number, seed: number): Generator<number, void> {
  const random = new PythonRandom(seed);
  /** What no longer stands at its own place. */
  const moved = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const j = i + random.randbelow(n - i);
    yield moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    moved.delete(i);
  }
}
