import { assertEquals, assertThrows } from "@std/assert";
import { onlyVariants } from "../../conduct/only.ts";
import { parseExperiment } from "../../runner/config/config.ts";
import { InputError } from "../../runner/errors.ts";

const beyond = { training: { steps: 9, learningRate: { schedule: "step", milestones: [9] } } };
const WHY =
  "the step decay never happens: its milestone 9 lies beyond the end (the last step is 8)";

const parse = (content: object) =>
  parseExperiment(JSON.stringify({ title: "t", question: "q?", ...content }), {
    file: "x.json",
    name: "x",
  });

Deno.test("warnings are of the variants that are left", () => {
  const all = parse({ variants: { a: beyond, b: beyond, c: beyond, plain: {} } });
  assertEquals(all.warnings, [`variants "a", "b", "c": ${WHY}`]);
  assertEquals(onlyVariants(all, []).warnings, all.warnings);
  assertEquals(onlyVariants(all, ["a", "c"]).warnings, [`both variants: ${WHY}`]);
  assertEquals(onlyVariants(all, ["b"]).warnings, [`variant "b": ${WHY}`]);
  assertEquals(onlyVariants(all, ["plain"]).warnings, []);
});

Deno.test("a name of a file's variant stands for all that a grid made of it", () => {
  const all = parse({ variants: { a: {}, b: {} }, grid: { "training.batchSize": [8, 32] } });
  assertEquals(onlyVariants(all, ["a"]).variants.map(({ name }) => name), [
    "a, batchSize=8",
    "a, batchSize=32",
  ]);
  assertThrows(() => onlyVariants(all, ["c"]), InputError, '--only "c" is no variant');
});
