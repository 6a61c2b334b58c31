/**
 * How often the report tells of something that is only noise.
 */
import { assert } from "@std/assert";
import { curveData } from "../../reports/charts/curve_data.ts";
import { overfitting } from "../../reports/charts/overfitting.ts";
import { falseClaims, SPREADS } from "../bench/verdict/simulate.ts";
import { normal, run, uniform } from "../reports/charts/noisy.ts";

Deno.test("false claims are rare, of equal spreads and of others, also where seeds are missing", () => {
  for (const [k, seeds] of [[3, 5], [5, 3], [13, 2], [13, 10]]) {
    for (const [name, of] of Object.entries(SPREADS)) {
      for (const lacking of [0, 2]) {
        const share = falseClaims(of(k), { seeds, repeats: 200, seed: 1, lacking });
        assert(
          share < 0.1,
          `${k} variants, ${seeds} seeds, ${name}, ${lacking} lack one: ${share}`,
        );
      }
    }
  }
});

Deno.test("noise alone is not taken for overfitting, flat or falling, in one run of a hundred at most", () => {
  const noise = normal(uniform(7));
  for (const [n, fall] of [[6, 0], [10, 0], [10, 0.5], [24, 0]]) {
    let told = 0;
    for (let k = 0; k < 400; k++) {
      const val = Array.from(
        { length: n },
        (_, i) => 2.2 + fall * Math.exp(-5 * i / n) + 0.02 * noise(),
      );
      told += overfitting(curveData([run(val, {}, noise)])).length;
    }
    assert(told <= 4, `${told} of 400 with ${n} evaluations`);
  }
});
