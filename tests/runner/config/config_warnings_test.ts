import { assertEquals } from "@std/assert";
import { parse } from "./parsing.ts";

Deno.test("a bias that batch norm cancels gives a warning", () => {
  const why =
    '"bias": true is of no use before batch norm, which subtracts the mean and the bias ' +
    'with it; "auto" leaves it out';
  assertEquals(parse({ model: { bias: true, batchNorm: true } }).warnings, [why]);
  assertEquals(
    parse({ model: { bias: true }, variants: { a: {}, b: { model: { batchNorm: true } } } })
      .warnings,
    [`variant "b": ${why}`],
  );
  assertEquals(parse({ model: { bias: true, batchNorm: true, hiddenSizes: [] } }).warnings, []);
});

Deno.test("what a schedule or a rule promises for steps that there are none of gives a warning", () => {
  const warnings = (training: object) => parse({ training }).warnings;
  const step = (steps: number, ...milestones: number[]) =>
    warnings({ steps, learningRate: { schedule: "step", milestones } });
  assertEquals(step(1000, 500, 999), []);
  assertEquals(step(1000), []);
  assertEquals(step(0, 5), []);
  assertEquals(step(1000, 1000), [
    "the step decay never happens: its milestone 1,000 lies beyond the end (the last step is 999)",
  ]);
  assertEquals(step(1000, 2000, 3000), [
    "the step decay never happens: its milestones 2,000, 3,000 lie beyond the end (the last step is 999)",
  ]);
  assertEquals(step(1000, 500, 2000), [
    "the step decay's milestone 2,000 lies beyond the end and never happens (the last step is 999)",
  ]);
  const cosine = (warmup: number) =>
    warnings({ steps: 50, learningRate: { schedule: "cosine", warmup } });
  assertEquals(cosine(49), []);
  assertEquals(cosine(50), [
    "the cosine decay never happens, and its final rate is not reached: the warm-up takes all 50 steps",
  ]);
  const constant = { schedule: "constant", warmup: 50 };
  assertEquals(warnings({ steps: 50, learningRate: constant }), []);
  assertEquals(warnings({ steps: 1001, stopWhen: {} }), []);
  assertEquals(warnings({ steps: 1000, stopWhen: {} }), [
    "training.stopWhen never ends a run of 1,000 steps: it waits for 1,000 (after 1,000, averaged over 100)",
  ]);
});

Deno.test("a warning about several variants is said once", () => {
  const beyond = { training: { steps: 9, learningRate: { schedule: "step", milestones: [9] } } };
  const why =
    "the step decay never happens: its milestone 9 lies beyond the end (the last step is 8)";
  const of = (variants: Record<string, object>) => parse({ variants }).warnings;
  assertEquals(of({ a: beyond, b: beyond }), [`both variants: ${why}`]);
  assertEquals(of({ a: beyond, b: {}, c: beyond }), [`variants "a", "c": ${why}`]);
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`v${i}`, beyond]));
  assertEquals(of(many), [`all 6 variants: ${why}`]);
  assertEquals(of({ ...many, plain: {} }), [`variants "v0", "v1", "v2" and 3 more: ${why}`]);
});
