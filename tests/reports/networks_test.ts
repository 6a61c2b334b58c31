import { assert, assertEquals, assertMatch } from "@std/assert";
import { planLayers } from "../../core/plan.ts";
import { networkDrawing } from "../../reports/charts/network_chart.ts";
import { networksSection } from "../../reports/networks.ts";
import { variantsOf } from "../../reports/rows.ts";
import type { Patch } from "../../runner/schema/schema.ts";
import { parse, texts } from "./dom.ts";
import { fakeRun } from "./fake.ts";
import { branches } from "./examples.ts";

const sectionOf = (models: Record<string, Patch>) =>
  parse(
    networksSection(
      variantsOf(
        Object.entries(models).map(([variant, model]) => fakeRun({ variant, config: { model } })),
      ),
    ),
  );

Deno.test("a network is told layer by layer, as explain does", () => {
  const section = sectionOf({ plain: { hiddenSizes: [8], embeddingSize: 2 } });
  assertEquals(texts(section, "tbody tr"), [
    "embedding embedding of 2 [3] [3, 2] 54",
    "flatten flatten [3, 2] [6] 0",
    "linear1 linear of 8 [6] [8] 56",
    "activation1 tanh [8] [8] 0",
    "linear2 linear of V [8] [27] 243",
    "all 353",
  ]);
  assertEquals(section.querySelectorAll("details").length, 0);
  assertEquals(
    section.querySelector(".network")!.getAttribute("aria-label"),
    "From 3 symbols to logits: embedding of 2, flatten, linear of 8, tanh, linear of V.",
  );
});

Deno.test("each distinct network is drawn once, folded, with the variants that have it", () => {
  const section = sectionOf({
    a: { hiddenSizes: [8] },
    b: { hiddenSizes: [9] },
    c: { hiddenSizes: [8] },
  });
  assertEquals(texts(section, "summary"), [
    "a, c: 761 parameters",
    "b: 819 parameters",
  ]);
  assertEquals(section.querySelectorAll(".network").length, 2);
});

Deno.test("networks that differ in a layer's further options are told apart", () => {
  const layers = (...some: Patch[]) => ({
    kind: "sequential",
    layers: [{ type: "embedding" }, { type: "flatten" }, ...some, { type: "linear" }],
  } as Patch);
  const section = sectionOf({
    a: layers({ type: "leakyRelu" }, { type: "linear", size: 5, bias: false }),
    b: layers({ type: "leakyRelu", negativeSlope: 0.3 }, { type: "gelu", approximate: "tanh" }),
    c: layers({ type: "layerNorm", bias: false, epsilon: 0.1 }),
  });
  assertEquals(section.querySelectorAll("details").length, 3);
  const told = texts(section, "tbody td:nth-child(2)").filter((text) =>
    !/^(embed|flat|$)/.test(text)
  );
  assertEquals(told, [
    "leakyRelu",
    "linear of 5, no bias",
    "linear of V",
    "leakyRelu, negativeSlope 0.3",
    "gelu, approximate tanh",
    "linear of V",
    "layerNorm, epsilon 0.1, no bias",
    "linear of V",
  ]);
  // A drawing's box leaves out whole options.
  const long = sectionOf({
    a: layers({ type: "batchNorm", epsilon: 0, momentum: 0.00123, running: "std" }),
  });
  assert(texts(long, ".network text").includes("batchNorm, epsilon 0, …"));
});

Deno.test("of many networks the first are drawn, and the others counted", () => {
  const many = Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [`v${i}`, { hiddenSizes: [i + 1] }]),
  );
  const section = sectionOf(many);
  assertEquals(section.querySelectorAll(".network").length, 8);
  assertMatch(section.body.textContent!, /And 3 more networks/);
});

Deno.test("residual layers are branches, and repeated blocks are drawn once", () => {
  const setting = { vocabularySize: 27, contextLength: 8 };
  const { body } = parse(networkDrawing(planLayers(branches.layers, setting), "8 symbols"));
  assertEquals(body.querySelectorAll(".dot").length, 3);
  assertEquals(texts(body, ".times"), ["× 3"]);
  assertEquals(
    body.querySelector(".network")!.getAttribute("aria-label"),
    "From 8 symbols to logits: embedding of 4, flatten, linear of 32, tanh, " +
      "residual (layerNorm, residual (silu), linear of 32), 3 times: (residual (linear of 32, gelu)), linear of V.",
  );
  assertEquals(body.querySelectorAll("rect.box").length, 10);
  // Blocks that differ, if only in an option that no title tells, are not one.
  const changed = structuredClone(branches.layers);
  Object.assign(changed[6].layers![1], { approximate: "tanh" });
  const other = parse(networkDrawing(planLayers(changed, setting), "8 symbols")).body;
  assertEquals(texts(other, ".times"), []);
});

Deno.test("layers on a shortcut stand beside those that it goes around", () => {
  const layers = [
    { type: "embedding", size: 4 },
    { type: "flatten" },
    {
      type: "residual",
      layers: [{ type: "linear", size: 9 }, { type: "relu" }],
      shortcut: [{ type: "linear", size: 9, bias: false }],
    },
    { type: "linear" },
  ];
  const planned = planLayers(layers, { vocabularySize: 27, contextLength: 2 });
  const { body } = parse(networkDrawing(planned, "2 symbols"));
  const boxes = [...body.querySelectorAll("rect.box")].map((box) =>
    ["x", "width"].map((name) => Number(box.getAttribute(name)))
  );
  assertEquals(boxes.length, 6);
  const [[x, width]] = boxes;
  assertEquals(boxes.filter((box) => box[0] === x).length, 5);
  assert(boxes[4][0] > x + width);
  const [, , total] = body.querySelector("svg")!.getAttribute("viewBox")!.split(" ").map(Number);
  assert(boxes[4][0] + width < total);
  assertMatch(
    body.querySelector(".network")!.getAttribute("aria-label")!,
    /residual \(linear of 9, relu; beside them: linear of 9, no bias\), linear of V/,
  );
});

Deno.test("names of variants and layers stay text", () => {
  const name = `"><img src=x onerror="alert(1)">`;
  const layers = [{ type: "embedding" }, { type: "flatten" }, { type: "linear", name }];
  const drawing = networkDrawing(planLayers(layers, { vocabularySize: 3, contextLength: 1 }), name);
  assertEquals(parse(drawing).querySelectorAll("img").length, 0);
  const section = sectionOf({ [name]: { hiddenSizes: [8] }, b: {} });
  assertEquals(section.querySelectorAll("img").length, 0);
  assert(section.body.textContent!.includes(name));
});
