import { assert, assertEquals } from "@std/assert";
import { formatTick, logTicks, xPlace, xTicks } from "../../../reports/charts/ticks.ts";

Deno.test("a logarithmic axis has few ticks, however much it spans", () => {
  assertEquals(logTicks({ low: 1.5, high: 8 }), [1.5, 2, 3, 4, 5, 7]);
  assertEquals(logTicks({ low: 2, high: 1e5 }), [10, 100, 1000, 1e4]);
  const ticks = logTicks({ low: 2, high: 1e31 });
  assert(ticks.length >= 5 && ticks.length <= 9, ticks.join());
  assert(logTicks({ low: 2.1, high: 2.2 }).length >= 4);
});

Deno.test("steps have whole ticks, and 0 a place on a logarithmic axis", () => {
  const steps = (range: [number, number], log: boolean, count: number) =>
    xTicks(range, { log, count, step: 1, isCount: true });
  assertEquals(steps([0, 20_000], false, 4), [0, 5000, 10_000, 15_000, 20_000]);
  assertEquals(steps([0, 2], false, 8), [0, 1, 2]);
  assertEquals(steps([0, 20_000], true, 8), [0, 1, 10, 100, 1000, 10_000]);
  assertEquals(steps([300, 800], true, 8), [300, 400, 500, 700]);
  assertEquals([0, 1, 7].map(xPlace(true, { step: 1, last: 100 })), [0.5, 1, 7]);
  assertEquals([0, 1, 7].map(xPlace(false, { step: 1, last: 100 })), [0, 1, 7]);
});

Deno.test("time has ticks between whole numbers, and begins below the first step", () => {
  const time = { step: 0.001, isCount: false };
  assertEquals(xTicks([0, 2], { ...time, log: false, count: 4 }), [0, 0.5, 1, 1.5, 2]);
  assertEquals(xTicks([0, 2], { ...time, log: true, count: 4 }).slice(0, 3), [0, 0.001, 0.01]);
  assertEquals(xPlace(true, { step: 0.001, last: 2 })(0), 0.0005);
});

Deno.test("a tick has no digits that nobody needs, and no more than there is room for", () => {
  const ticks = [0, 0.1 + 0.2, -2.5, 1e-7, 999.5, 12_000, 12_345.25, 1e5, 2.5e7];
  const texts = ["0", "0.3", "−2.5", "1e−7", "999.5", "12,000", "12,345.3", "1e5", "2.5e7"];
  assertEquals(ticks.map(formatTick), texts);
});
