import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { overfitting, trendRisk } from "../../../reports/charts/overfitting.ts";
import { lossSection } from "../../../reports/loss.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { parse, texts } from "../dom.ts";
import { fakeRun } from "../fake.ts";
import { normal, run, uniform } from "./noisy.ts";

/** Losses that fall up to a share of the training, and rise after it. */
const turning = (at: number, n = 10, rise = 0.3) =>
  Array.from({ length: n }, (_, k) => 2.2 + rise * Math.abs((k + 1) / n - at));

Deno.test("val that turns while train falls is told with its place and size", () => {
  const [found] = overfitting(curveData([run(turning(0.3))]));
  assertEquals([found.variant, found.step, found.end, found.seeds], [0, 120, 400, 1]);
  assertAlmostEquals(found.least, 2.2, 1e-6);
  assertAlmostEquals(found.last, 2.41, 1e-6);
});

Deno.test("it is no overfitting where train does not fall, nor where val only ends a little above its lowest", () => {
  const told = (val: number[], options = {}) => overfitting(curveData([run(val, options)])).length;
  assertEquals(told(turning(0.3)), 1);
  assertEquals(told(turning(0.3), { fall: 0 }), 0);
  assertEquals(told(turning(0.3), { fall: -0.4 }), 0);
  assertEquals(told(turning(1)), 0, "it falls to the end");
  assertEquals(told(turning(0.3, 10, 0.005)), 0, "too little to matter");
  assertEquals(told(turning(0.3, 4)), 0, "too few evaluations");
  assertEquals(told([...turning(1).slice(0, 9), 2.6]), 0, "a last one that jumps");
});

Deno.test("seeds are judged by their mean, hopeless ones left out", () => {
  const noise = normal(uniform(3));
  const jumpy = (seed: number) => run(turning(0.2).map((loss) => loss + 0.02 * noise()), { seed });
  const lost = fakeRun({ variant: "plain", seed: 9, summary: { status: "diverged" } });
  const [found] = overfitting(curveData([jumpy(1), jumpy(2), jumpy(3), lost]));
  assertEquals(found.seeds, 3);
  assertEquals(overfitting(curveData([lost])), []);
});

Deno.test("the risk of a trend is Kendall's", () => {
  // scipy.stats.kendalltau(range(n), x, method="exact"), one-sided.
  const cases: [number[], number][] = [
    [[1, 2, 3, 4, 5, 6], 1 / 720],
    [[2, 1, 3, 5, 4, 6, 7], 0.005357142857142857],
    [[3, 1, 4, 1.5, 5, 9, 2, 6, 5.3, 3.5], 0.10818672839506173],
    [[1, 3, 2, 5, 4, 7, 6, 9, 8, 10, 12, 11], 8.171162685051574e-6],
  ];
  for (const [values, risk] of cases) assertAlmostEquals(trendRisk(values), risk, 1e-12);
  assert(
    Math.abs(trendRisk([1, 2, 3, 4, 6, 5]) - 1 / 720) > 0.005,
    "another order is another risk",
  );
  assertAlmostEquals(trendRisk([2, 2, 2]), 1, 1e-12);
});

Deno.test("the section says what early stopping would have kept, and nothing where nothing is told", () => {
  const page = (...runs: ReturnType<typeof run>[]) =>
    texts(parse(lossSection(variantsOf(runs), curveData(runs))), ".overfitting").join();
  const said = page(run(turning(0.3)), run(turning(1), { variant: "<b>" }));
  assert(
    said.startsWith(
      "Overfitting: The val loss of plain is lowest at step 120 (2.2000) and then rises by 0.2100, to 2.4100 at step 400.",
    ),
    said,
  );
  assert(said.endsWith("Early stopping would have kept that lowest loss."), said);
  assertEquals(said.includes("<b>"), false);
  assertEquals(page(run(turning(1))), "");
});
