import { assertAlmostEquals } from "@std/assert";
import { learningRateAt, type Schedule } from "../../core/schedule.ts";

function assertRates(schedule: Schedule, steps: number, wanted: Record<number, number>) {
  for (const [step, rate] of Object.entries(wanted)) {
    assertAlmostEquals(learningRateAt(schedule, Number(step), steps), rate, 1e-15);
  }
}

const initial = 0.1;

Deno.test("constant stays", () => {
  assertRates({ schedule: "constant", initial, warmup: 0 }, 100, { 0: 0.1, 99: 0.1 });
});

Deno.test("step multiplies at each milestone, from that step on", () => {
  const schedule: Schedule = {
    schedule: "step",
    initial,
    milestones: [10, 20],
    factor: 0.5,
    warmup: 0,
  };
  assertRates(schedule, 100, { 0: 0.1, 9: 0.1, 10: 0.05, 19: 0.05, 20: 0.025, 99: 0.025 });
});

Deno.test("cosine, linear and exponential go from initial at the first step to final at the last", () => {
  const rates = { 0: 0.1, 100: 0.001 };
  const last = { initial, final: 0.001, warmup: 0 };
  assertRates({ schedule: "cosine", ...last }, 101, { ...rates, 50: 0.0505 });
  assertRates({ schedule: "linear", ...last }, 101, { ...rates, 50: 0.0505 });
  assertRates({ schedule: "exponential", ...last }, 101, { ...rates, 50: 0.01 });
});

Deno.test("a warm-up grows linearly to initial, and the decay takes the steps that are left", () => {
  const schedule: Schedule = { schedule: "linear", initial, final: 0, warmup: 10 };
  assertRates(schedule, 111, { 0: 0.01, 4: 0.05, 9: 0.1, 10: 0.1, 60: 0.05, 110: 0 });
});

Deno.test("final is the rate at the last step also where the warm-up leaves only that", () => {
  for (const schedule of ["cosine", "linear", "exponential"] as const) {
    const rates = { schedule, initial, final: 0.001, warmup: 49 };
    assertRates(rates, 50, { 0: 0.1 / 49, 48: 0.1, 49: 0.001 });
    assertRates(rates, 51, { 48: 0.1, 49: 0.1, 50: 0.001 });
    assertRates({ ...rates, warmup: 50 }, 50, { 0: 0.1 / 50, 49: 0.1 });
    assertRates({ ...rates, warmup: 1 }, 2, { 0: 0.1, 1: 0.001 });
    assertRates({ ...rates, warmup: 1 }, 1, { 0: 0.1 });
  }
});

Deno.test("a training of one step starts at initial", () => {
  assertRates({ schedule: "cosine", initial, final: 0, warmup: 0 }, 1, { 0: 0.1 });
});
