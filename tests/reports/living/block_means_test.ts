import { assert, assertEquals } from "@std/assert";
import { blockMeans, MAX_PAGE_STEPS, meansUpTo } from "../../../reports/living/block_means.ts";

const line = (steps: number) => Float32Array.from({ length: steps }, (_, i) => i);

Deno.test("the first steps stand for themselves, later ones for their neighbours, 50 at most", () => {
  const means = blockMeans(line(5000));
  assertEquals(means.slice(0, 4).map(({ loss }) => loss), [0, 1, 2, 3]);
  // The mean of a line is its middle.
  for (const { step, loss } of means) assertEquals(loss, step);
  const widths = means.slice(1).map(({ step }, i) => step - means[i].step);
  assertEquals(Math.max(...widths), 50);
  assert(means.length < 150);
});

Deno.test("a training that goes on changes no mean that it has had", () => {
  const long = blockMeans(line(700));
  const short = blockMeans(line(333));
  assertEquals(short, long.slice(0, short.length));
});

Deno.test("means find their steps again", () => {
  const means = blockMeans(line(20_000));
  const losses = means.map(({ loss }) => loss);
  assertEquals(meansUpTo(20_000, losses), means);
  assertEquals(meansUpTo(1234, losses), blockMeans(line(1234)));
  assert(means.at(-1)!.step < MAX_PAGE_STEPS);
});

Deno.test("a loss that is not finite leaves a gap", () => {
  assertEquals(blockMeans([3, NaN, 2, Infinity]).map(({ loss }) => loss), [3, null, 2, null]);
});
