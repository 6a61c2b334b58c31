import { assert, assertEquals } from "@std/assert";
import { draws } from "../../../core/random/draws.ts";

Deno.test("draws give every integer below n once, in an order that looks like none", () => {
  for (const n of [0, 1, 2, 7, 1000]) {
    const all = [...draws(n, 3)];
    assertEquals(all.toSorted((a, b) => a - b), Array.from({ length: n }, (_, i) => i));
  }
  const steps = [...draws(1000, 3)].map((x, i, all) => (x - all[i - 1] + 1000) % 1000).slice(1);
  assert(new Set(steps).size > 500, "hardly two steps are alike");
});

Deno.test("draws are the same for the same seed, others for another, and cost what is taken", () => {
  const first = (n: number, seed: number) => draws(n, seed).take(20).toArray();
  assertEquals(first(4_000_000_000, 3), first(4_000_000_000, 3));
  assert(first(1000, 3).join() !== first(1000, 4).join());
  assertEquals(new Set(first(21, 3)).size, 20);
});

Deno.test("draws put every integer in every place equally often", () => {
  const counts = Array.from({ length: 5 }, () => new Array(5).fill(0));
  for (let seed = 0; seed < 5000; seed++) {
    let place = 0;
    for (const x of draws(5, seed)) counts[place++][x]++;
  }
  // 1,000 expected, with a standard deviation of 28.
  for (const count of counts.flat()) assert(Math.abs(count - 1000) < 150, `${count}`);
});
