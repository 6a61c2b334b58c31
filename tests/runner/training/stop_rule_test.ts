import { assertEquals } from "@std/assert";
import { createStopRule } from "../../../runner/training/stop_rule.ts";

const rule = { lossAbove: 2, averagedOver: 4, after: 6 };
const LIMIT = 2 * Math.log(27);

/** After how many updates a training with these losses ends; null where it does not. */
function endOf(losses: number[], settings: Parameters<typeof createStopRule>[0] = rule) {
  const stop = createStopRule(settings, 27);
  for (const [step, loss] of losses.entries()) {
    if (stop.isMet(step)) return step;
    stop.take(step, loss);
  }
  return stop.isMet(losses.length) ? losses.length : null;
}

Deno.test("a training ends where the mean of the last losses is above the limit, and not before it may", () => {
  const high = LIMIT + 0.01, low = LIMIT - 0.01;
  assertEquals(endOf(Array(20).fill(high)), 6);
  assertEquals(endOf(Array(20).fill(low)), null);
  assertEquals(endOf([...Array(9).fill(low), ...Array(9).fill(high)]), 12);
  assertEquals(endOf([...Array(8).fill(1e30), ...Array(9).fill(1)]), 6);
  assertEquals(endOf([1e30, 1e30, 1, 1, 1, 1, 1, 1]), null);
  assertEquals(endOf([1e30, 1e30, 1, 1, 1, 1, 1, 1e30]), 8);
});

Deno.test("no training ends before there are as many losses as the mean is of", () => {
  assertEquals(endOf(Array(20).fill(99), { ...rule, averagedOver: 11, after: 0 }), 11);
  assertEquals(endOf(Array(10).fill(99), { ...rule, averagedOver: 11, after: 0 }), null);
  assertEquals(endOf([99], { ...rule, averagedOver: 1, after: 0 }), 1);
});

Deno.test("without a rule no training ends", () => {
  const stop = createStopRule(undefined, 27);
  for (let step = 0; step < 2000; step++) stop.take(step, 1e30);
  assertEquals(stop.isMet(2000), false);
});

Deno.test("resumed anywhere, with the losses so far, a training ends at the same step", () => {
  const losses = Float32Array.from(
    { length: 400 },
    (_, i) => LIMIT * (0.5 + i / 500 + (i * 7 % 5) / 9),
  );
  const settings = { ...rule, averagedOver: 7, after: 3 };
  const end = endOf([...losses], settings)!;
  assertEquals(end > 10, true);
  for (let start = 0; start < end; start++) {
    const stop = createStopRule(settings, 27, losses.slice(0, start));
    let step = start;
    while (!stop.isMet(step)) stop.take(step, losses[step++]);
    assertEquals(step, end);
  }
});

Deno.test("resumed with the losses that it has seen, a training ends at the same step", () => {
  const losses = Float32Array.from({ length: 40 }, (_, i) => LIMIT * (0.8 + i / 90));
  const settings = { ...rule, averagedOver: 7, after: 3 };
  const end = endOf([...losses], settings)!;
  const stop = createStopRule(settings, 27);
  for (let start = 0; start < end; start++) {
    const seen = stop.seen(start);
    assertEquals([...seen], [...losses.slice(Math.max(0, start - 7), start)]);
    const resumed = createStopRule(settings, 27, seen, start);
    let step = start;
    while (!resumed.isMet(step)) resumed.take(step, losses[step++]);
    assertEquals(step, end);
    stop.take(start, losses[start]);
  }
});
