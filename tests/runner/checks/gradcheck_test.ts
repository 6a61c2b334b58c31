import { assert, assertEquals, assertLess } from "@std/assert";
import bn from "../../../experiments/bn.json" with { type: "json" };
import seed002 from "../../../experiments/notebooks/seed_002.json" with { type: "json" };
import seed004 from "../../../experiments/notebooks/seed_004.json" with { type: "json" };
import figures002 from "../../../experiments/notebooks/pytorch/seed_002.json" with { type: "json" };
import figures004 from "../../../experiments/notebooks/pytorch/seed_004.json" with { type: "json" };
import { plainArithmetic } from "../../../core/arithmetic.ts";
import type { Arithmetic } from "../../../core/call.ts";
import { chainBackward, chainForward } from "../../../core/chain.ts";
import { checkLayers } from "../../../core/gradcheck/checks.ts";
import { LAYERS } from "../../../core/layers.ts";
import { siluBackward } from "../../../core/layers/silu.ts";
import { LOSSES } from "../../../core/losses.ts";
import { createModel } from "../../../core/model.ts";
import { initializeModel } from "../../../core/initialize.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { renderGradcheck } from "../../../reports/gradcheck.ts";
import { html } from "../../../reports/html.ts";
import { parseExperiment } from "../../../runner/config/config.ts";
import { loadDataset } from "../../../runner/data/load_dataset.ts";
import { type FiguresFile, unpackFigures } from "../../../runner/checks/figures.ts";
import { chainRows, gradcheck } from "../../../runner/checks/gradcheck.ts";
import type { Gradcheck } from "../../../runner/results.ts";

/** Checks every variant of a config on the names that come with handgrad, so that it takes no permission. */
async function check(
  config: unknown,
  figures?: FiguresFile,
  set: string[] = [],
): Promise<Gradcheck[]> {
  const { variants, seeds } = parseExperiment(JSON.stringify(config), {
    file: "test.json",
    name: "test",
    set: ["dataset.source=first-names", ...set],
  });
  const dataset = await loadDataset(variants[0].config.dataset, { base: "." });
  return variants.map(({ name, config }) => gradcheck(name, config, seeds[0], dataset, figures));
}

/** Titles of checks, and how many of their tensors did not pass. */
const outcome = ({ checks }: Gradcheck) =>
  checks.map(({ title, comparisons }) =>
    `${title}: ${comparisons.length}, ${comparisons.filter(({ passed }) => !passed).length} off`
  );

const ALL = [
  "big steps against central differences, float64: 7, 0 off",
  "each layer by itself against central differences, float64: 13, 0 off",
  "small steps against big steps, float64: 12, 0 off",
  "small steps against central differences, float64: 33, 0 off",
  "forward values against PyTorch, float64: 26, 0 off",
  "small steps against PyTorch, float64: 33, 0 off",
  "forward values against PyTorch, float32: 26, 0 off",
  "small steps against PyTorch, float32: 33, 0 off",
  "small steps from PyTorch's forward values against PyTorch, float32: 33, 0 off",
];

Deno.test("notebooks 002 and 004: every gradient, by small steps, big steps, differences and PyTorch", async () => {
  assertEquals(outcome((await check(seed002, figures002))[0]), ALL);
  assertEquals(outcome((await check(seed004, figures004))[0]), ALL);
});

Deno.test("bn.json: without batch norm the big steps are checked, with it the small ones too", async () => {
  const [plain, batchNorm] = await check(bn);
  assertEquals(outcome(plain), [
    "big steps against central differences, float64: 5, 0 off",
    "each layer by itself against central differences, float64: 10, 0 off",
  ]);
  assertEquals(outcome(batchNorm), [
    "big steps against central differences, float64: 6, 0 off",
    "each layer by itself against central differences, float64: 12, 0 off",
    "small steps against big steps, float64: 11, 0 off",
    "small steps against central differences, float64: 33, 0 off",
  ]);
});

Deno.test("PyTorch's figures are left out where --set has made another model", async () => {
  const [result] = await check(seed002, figures002, ["model.init.output.weight.std=0.2"]);
  assertEquals(outcome(result), ALL.slice(0, 4));
});

Deno.test("a wrong figure is noticed, in the check and in the report", async () => {
  const wrong: FiguresFile = structuredClone(figures002);
  wrong.float64.gradients.bnvar = figures004.float64.gradients.bnvar;
  const [result] = await check(seed002, wrong);
  assertEquals(
    outcome(result).filter((line) => !line.endsWith(" 0 off")),
    ["small steps against PyTorch, float64: 33, 1 off"],
  );
  const page = renderGradcheck("A <b>title</b>", [result]);
  assertEquals(page.includes("1 gradient of 216 compared is off."), true);
  assertEquals(page.includes("<b>title"), false);
});

const SEQUENTIAL = {
  kind: "sequential",
  layers: [
    { type: "embedding", size: 4 },
    { type: "flatten" },
    { type: "linear", size: 8, name: "one" },
    { type: "relu" },
    { type: "relu" },
    {
      type: "residual",
      layers: [{ type: "layerNorm" }, { type: "linear", size: 8 }, { type: "silu" }],
    },
    { type: "linear" },
  ],
};

Deno.test("a model that the chain is not has the lesson of its own layers, each with its code and numbers", async () => {
  const config = { title: "A title", question: "?", model: SEQUENTIAL, training: { steps: 1 } };
  const [result] = await check(config);
  assertEquals(outcome(result).filter((line) => !line.endsWith(" 0 off")), []);
  assertEquals(result.layers.map(({ type }) => type), [
    ..."loss linear silu linear layerNorm residual relu relu linear flatten embedding".split(" "),
  ]);
  const page = renderGradcheck("A title", [result]);
  for (const { forward, backward } of [...LOSSES, ...LAYERS.flatMap(({ lessons }) => lessons)]) {
    const has = result.layers.some(({ functions }) => functions.includes(forward?.name ?? ""));
    for (const code of [forward, backward]) {
      if (code) assertEquals(page.includes(html`${code.toString()}`.text), has, code.name);
    }
  }
  for (const { gradients } of result.layers) {
    for (const name of gradients) assert(page.includes(html`<code>${name}</code>`.text), name);
  }
  const hostile = result.layers.map((layer) => ({ ...layer, name: "<b>one</b>" }));
  assert(!renderGradcheck("A title", [{ ...result, layers: hostile }]).includes("<b>one"));
});

Deno.test("a wrong backward pass is told of the layer that makes it and of what holds that, and of these alone", () => {
  const setting = { vocabularySize: 5, contextLength: 2 };
  const plain = plainArithmetic("float64");
  const arithmetic: Arithmetic = {
    ...plain,
    prepare: (call) => {
      const step = plain.prepare(call);
      if (call.operation !== siluBackward) return step;
      const [dx] = call.args as Parameters<typeof siluBackward>;
      return (...rest) => {
        const result = step(...rest);
        dx.data[3] *= 1.001;
        return result;
      };
    },
  };
  for (const wrong of [false, true]) {
    const model = createModel(SEQUENTIAL.layers, setting, wrong ? arithmetic : plain);
    initializeModel(model, new TorchGenerator(1));
    const { check } = checkLayers(model, new Int32Array([0, 1, 2, 3]), new Int32Array([1, 4]));
    const off = check.comparisons.filter(({ passed }) => !passed).map(({ name }) => name);
    assertEquals(off, wrong ? ["residual1.activation3 input", "residual1 input"] : []);
  }
});

Deno.test("under batch norm the gradient of the bias is zero to rounding", () => {
  const figures = unpackFigures(figures004, "float64");
  const { X, Y } = figures;
  const parameters = chainRows(figures);
  const options = { epsilon: 1e-5, unbiased: true };
  const values = chainForward(parameters, X, Y, options);
  const { b1, b2 } = chainBackward(parameters, values, X, Y, options);
  const largest = (data: ArrayLike<number>) => Math.max(...Array.from(data, Math.abs));
  assertLess(largest(b1.data), 1e-16);
  assertLess(1e-3, largest(b2.data));
});
