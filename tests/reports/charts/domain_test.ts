import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { guessingLosses, lossDomain, outliers } from "../../../reports/charts/domain.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { evaluation, fakeLosses, fakeRun } from "../fake.ts";

const LN27 = Math.log(27);
const run = (losses: ArrayLike<number>, variant = "plain") =>
  fakeRun({ variant, losses, evaluations: [] });

Deno.test("guessing costs ln V, once for each size of vocabulary", () => {
  const { dataset } = fakeRun().summary;
  const other = fakeRun({
    variant: "b",
    summary: { dataset: { ...dataset, vocabulary: [".", "a"] } },
  });
  const sizes = guessingLosses(variantsOf([fakeRun(), fakeRun({ variant: "a" }), other]));
  assertEquals(sizes, [{ size: 27, loss: LN27 }, { size: 2, loss: Math.LN2 }]);
});

Deno.test("the axis holds ln V and all of a sane curve", () => {
  const losses = fakeLosses(20_000, 3.3, 2.1);
  const domain = lossDomain(variantsOf([run(losses)]), false);
  assertEquals(domain.log, false);
  assert(domain.high > LN27 && domain.high < 3.5);
  assert(domain.low < 2.15 && domain.low > 1.9);
});

Deno.test("a few huge losses at the start do not press the rest together", () => {
  const losses = fakeLosses(20_000, 3.3, 2.1, 0);
  for (let i = 0; i < 100; i++) losses[i] = 27 - i / 5;
  const variants = variantsOf([run(losses), run(fakeLosses(20_000, 3.3, 2.1), "other")]);
  const domain = lossDomain(variants, true);
  assertEquals(domain.log, false);
  assert(domain.high < 3.6);
  const [found, ...others] = outliers(variants, domain);
  assertEquals(others, []);
  assertEquals([found.variant.name, found.steps, found.loss, found.step], ["plain", 100, 27, 0]);
});

Deno.test("the axis is logarithmic where a run stays far above guessing", () => {
  const variants = variantsOf([
    run(new Float32Array(100).fill(40)),
    run(fakeLosses(100, 3.3, 2.1), "b"),
  ]);
  const domain = lossDomain(variants, true);
  assertEquals(domain.log, true);
  assert(domain.low > 0 && domain.high > 40);
});

Deno.test("the raw losses' range counts only where it is shown", () => {
  const variants = variantsOf([run(fakeLosses(20_000, 3.3, 2.1))]);
  assert(lossDomain(variants, true).low < lossDomain(variants, false).low - 0.2);
});

Deno.test("without any loss the axis is still one", () => {
  const cases = [
    run([]),
    run([NaN]),
    fakeRun({ losses: [], evaluations: evaluation(0, { val: null }) }),
  ];
  for (const one of cases) {
    const domain = lossDomain(variantsOf([one]), true);
    assert(domain.low < domain.high && Number.isFinite(domain.low + domain.high));
  }
  const val = fakeRun({ losses: [], evaluations: evaluation(0, { val: LN27 }) });
  const domain = lossDomain(variantsOf([val]), true);
  assert(domain.low < LN27 && LN27 < domain.high);
  assertAlmostEquals(domain.low + domain.high, 2 * LN27, 1e-9);
});
