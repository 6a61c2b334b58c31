import { assertAlmostEquals, assertEquals } from "@std/assert";
import fixture from "../fixtures/schedules.json" with { type: "json" };
import { createPlateau } from "../../core/plateau.ts";
import { createRates, type FixedSchedule, learningRateAt } from "../../core/schedule.ts";

function assertRates(schedule: FixedSchedule, steps: number, wanted: Record<number, number>) {
  for (const [step, rate] of Object.entries(wanted)) {
    assertAlmostEquals(learningRateAt(schedule, Number(step), steps), rate, 1e-15);
  }
}

const initial = 0.1;

Deno.test("constant stays", () => {
  assertRates({ schedule: "constant", initial, warmup: 0 }, 100, { 0: 0.1, 99: 0.1 });
});

Deno.test("step multiplies at each milestone, from that step on", () => {
  const schedule: FixedSchedule = {
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
  const schedule: FixedSchedule = { schedule: "linear", initial, final: 0, warmup: 10 };
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

Deno.test("polynomial goes from initial to final by a power of what is left", () => {
  const last = { schedule: "polynomial", initial, final: 0.001, warmup: 0 } as const;
  assertRates({ ...last, power: 1 }, 101, { 0: 0.1, 50: 0.0505, 100: 0.001 });
  assertRates({ ...last, power: 2 }, 101, { 0: 0.1, 50: 0.001 + 0.099 / 4, 100: 0.001 });
});

Deno.test("polynomial is PyTorch's PolynomialLR", () => {
  fixture.polynomial.forEach(({ power, rates }) => {
    const schedule = { schedule: "polynomial", initial, final: 0, warmup: 0, power } as const;
    assertRates(schedule, rates.length, { ...rates });
  });
});

Deno.test("inverseSqrt falls with the root of the steps after its warm-up", () => {
  assertRates({ schedule: "inverseSqrt", initial, warmup: 0 }, 100, { 0: 0.1, 3: 0.05, 99: 0.01 });
  const warm = { schedule: "inverseSqrt", initial, warmup: 25 } as const;
  assertRates(warm, 1000, { 0: 0.004, 24: 0.1, 25: 0.1 * Math.sqrt(25 / 26), 99: 0.05 });
});

Deno.test("reduceOnPlateau drops where PyTorch's ReduceLROnPlateau does", () => {
  for (const { options, losses, rates } of fixture.plateau) {
    const plateau = createPlateau({ initial, ...options });
    const found = losses.map((loss) => (plateau.see(loss), plateau.rate()));
    found.forEach((rate, i) => assertAlmostEquals(rate, rates[i], 1e-15));
    assertEquals(new Set(found).size > 2, true, "it never drops twice");
  }
});

Deno.test("reduceOnPlateau has a warm-up like the others", () => {
  const options = { factor: 0.5, patience: 0, threshold: 0, cooldown: 0, minimum: 0 };
  const rates = createRates({ schedule: "reduceOnPlateau", initial, warmup: 4, ...options }, 10);
  assertAlmostEquals(rates.at(0), 0.025, 1e-15);
  assertEquals(rates.at(4), 0.1);
  rates.see(1);
  rates.see(1);
  assertEquals(rates.at(5), 0.05);
});
