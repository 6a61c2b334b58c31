import { assertAlmostEquals, assertEquals } from "@std/assert";
import { chainBackward, chainForward, type ChainValues } from "../../core/chain.ts";
import { backwardCode, CHAIN_STEPS, forwardCode } from "../../core/chain_steps.ts";
import { type Check, compareAll, TOLERANCES } from "../../core/gradcheck/compare.ts";
import type { Dtype } from "../../core/tensor.ts";
import { chainRows } from "../../runner/checks/gradcheck.ts";
import { chainFigures } from "../fixtures.ts";

const OPTIONS = { epsilon: 1e-5, unbiased: true };

function runChain(seed: "002" | "004", dtype: Dtype) {
  const figures = chainFigures(seed, dtype);
  const { X, Y } = figures;
  const parameters = chainRows(figures);
  const values = chainForward(parameters, X, Y, OPTIONS);
  const gradients = chainBackward(parameters, values, X, Y, OPTIONS);
  return { figures, parameters, values, gradients };
}

/** Everything that PyTorch computed was compared, and nothing is further off than allowed. */
function assertPassed({ comparisons }: Check, count: number) {
  assertEquals(comparisons.filter(({ passed }) => !passed), []);
  assertEquals(comparisons.length, count);
}

for (const seed of ["002", "004"] as const) {
  for (const dtype of ["float64", "float32"] as const) {
    Deno.test(`seed ${seed}: all 26 values and 33 gradients of the chain are PyTorch's in ${dtype}`, () => {
      const { figures, values, gradients } = runChain(seed, dtype);
      const tolerance = TOLERANCES[dtype];
      assertAlmostEquals(values.loss.data[0], figures.loss, dtype === "float64" ? 1e-14 : 1e-6);
      assertPassed(compareAll("values", values, figures.values, tolerance), 26);
      assertPassed(compareAll("gradients", gradients, figures.gradients, tolerance), 33);
    });
  }

  Deno.test(`seed ${seed}: from PyTorch's forward values, the first gradients are exactly PyTorch's`, () => {
    const { figures, parameters } = runChain(seed, "float32");
    const { X, Y, values } = figures;
    const gradients = chainBackward(parameters, values as ChainValues, X, Y, OPTIONS);
    const check = compareAll("", gradients, figures.gradients, TOLERANCES.float32);
    assertPassed(check, 33);
    const exact = check.comparisons.filter(({ exact }) => exact).map(({ name }) => name);
    assertEquals(exact.slice(0, 3), ["log_probs_target", "logprobs", "probs"]);
  });
}

Deno.test("seed 002: the loss is the printed 3.473447", () => {
  const { values } = runChain("002", "float32");
  assertEquals(values.loss.data[0].toFixed(6), "3.473447");
});

Deno.test("a gradient that is off in one element is noticed", () => {
  const { figures, gradients } = runChain("002", "float64");
  gradients.bnvar.data[3] *= 1 + 1e-11;
  const { comparisons } = compareAll("", gradients, figures.gradients, TOLERANCES.float64);
  assertEquals(comparisons.filter(({ passed }) => !passed).map(({ name }) => name), ["bnvar"]);
});

Deno.test("every step of the lesson is in the chain, with its code", () => {
  const { values, gradients } = runChain("002", "float32");
  const names = CHAIN_STEPS.map(({ name }) => name);
  assertEquals(names.toSorted(), Object.keys(gradients).toSorted());
  const parameters = ["C", "W1", "b1", "bngain", "bnbias", "W2", "b2"];
  for (const { name, forward } of CHAIN_STEPS) {
    assertEquals(backwardCode(name).startsWith(`const d${name} = `), true, name);
    assertEquals(forwardCode(name) === "", parameters.includes(name), name);
    assertEquals(forward === "", parameters.includes(name), name);
    assertEquals(name in values, !parameters.includes(name), name);
  }
});
