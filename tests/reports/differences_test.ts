import { assertEquals } from "@std/assert";
import { differences, formatValue } from "../../reports/differences.ts";
import { fakeRun } from "./fake.ts";

const paths = (...configs: unknown[]) => differences(configs).map(({ path }) => path);

Deno.test("only settings that differ are found, by their dotted path", () => {
  const found = differences([
    { model: { size: 1, depth: { a: 1 } }, seed: 1 },
    { model: { size: 1, depth: { a: 2 } }, seed: 1 },
  ]);
  assertEquals(found, [{ path: "model.depth.a", values: [1, 2] }]);
  assertEquals(paths({ a: 1 }), []);
  assertEquals(paths(), []);
});

Deno.test("lists are compared as a whole, what is missing is undefined", () => {
  const found = differences([{ sizes: [1, 2] }, { sizes: [1, 3], first: 5 }]);
  assertEquals(found, [
    { path: "sizes", values: [[1, 2], [1, 3]] },
    { path: "first", values: [undefined, 5] },
  ]);
});

Deno.test("an object that is switched off elsewhere is true, and its keys are compared where it is on", () => {
  const configs = [{ bn: false }, { bn: { eps: 1, start: 0 } }, { bn: { eps: 1, start: 1 } }];
  assertEquals(differences(configs), [
    { path: "bn", values: [false, true, true] },
    { path: "bn.start", values: [undefined, 0, 1] },
  ]);
  assertEquals(paths({ bn: false }, { bn: false }), []);
});

Deno.test("another schedule or scheme is one difference, without the keys that are the same", () => {
  const [found, ...others] = differences([
    { rate: { schedule: "step", initial: 0.1, factor: 0.5, milestones: [1] } },
    { rate: { schedule: "cosine", initial: 0.1, final: 0 } },
    { rate: { schedule: "constant", initial: 0.1 } },
  ]);
  assertEquals(others, []);
  assertEquals(found.path, "rate");
  assertEquals(found.values.map(formatValue), [
    "step (factor 0.5, milestones [1])",
    "cosine (final 0)",
    "constant",
  ]);
  assertEquals(paths({ s: { scheme: "normal", std: 1 } }, { s: { scheme: "normal", std: 2 } }), [
    "s.std",
  ]);
});

Deno.test("values are plain text", () => {
  assertEquals(
    [undefined, "tanh", 0.1, true, [200, 100], [], { file: "a.txt" }].map(formatValue),
    ["–", "tanh", "0.1", "true", "[200, 100]", "[]", "{ file a.txt }"],
  );
});

Deno.test("real configs differ where their patches say", () => {
  const config = (patch: Record<string, unknown>) => fakeRun({ config: patch }).config;
  assertEquals(
    paths(
      config({}),
      config({ model: { batchNorm: true, activation: "relu" }, training: { steps: 5 } }),
    ),
    ["model.activation", "model.batchNorm", "training.steps"],
  );
});
