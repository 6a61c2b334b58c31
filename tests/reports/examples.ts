/**
 * Whole experiments of fake results.
 *
 * @module
 */
import type { StoredExperiment, StoredRun } from "../../runner/results.ts";
import type { Patch } from "../../runner/schema/schema.ts";
import { evaluation, fakeExperiment, fakeInspection, fakeLosses, fakeRun } from "./fake.ts";

/** Batch normalization on and off, 20,000 steps: what a report usually shows. */
export const bnReport = (steps = 20_000): StoredExperiment =>
  fakeExperiment([
    curve("plain", {}, steps, 3.3, 2.13, false),
    curve("batch norm", { model: { batchNorm: true } }, steps, 3.32, 2.1, true),
  ], {
    title: "Batch normalization, on and off",
    question: "Does batch normalization lower the val loss of a small network?",
    comment: "Look at the first thousand steps.",
    command: "deno task run experiments/bn.json --set training.steps=20000",
  });

/** A model of residual layers, one inside another, and three alike in a row. */
export const branches = {
  kind: "sequential" as const,
  layers: [
    { type: "embedding", size: 4 },
    { type: "flatten" },
    { type: "linear", size: 32 },
    { type: "tanh" },
    {
      type: "residual",
      layers: [
        { type: "layerNorm" },
        { type: "residual", layers: [{ type: "silu" }] },
        { type: "linear", size: 32 },
      ],
    },
    ...Array.from({ length: 3 }, () => (
      { type: "residual", layers: [{ type: "linear", size: 32 }, { type: "gelu" }] }
    )),
    { type: "linear" },
  ],
};

/** Variants of three networks, one with branches. */
export const networksReport = (): StoredExperiment =>
  fakeExperiment([
    curve("plain", {}, 100, 3.3, 2.13, false),
    curve("branches", { model: branches }, 100, 3.3, 2.13, false),
    curve("deep", { model: { hiddenSizes: [30, 30, 30, 30] } }, 100, 3.3, 2.13, false),
  ]);

function curve(
  variant: string,
  config: Patch,
  steps: number,
  first: number,
  last: number,
  batchNorm: boolean,
): StoredRun {
  const at = Array.from({ length: 11 }, (_, k) => Math.round(k * steps / 10));
  const loss = (step: number) =>
    last + (first - last) * (0.7 * Math.exp(-step / 300) + 0.3 * Math.exp(-4 * step / steps));
  const losses = (step: number) => ({ train: loss(step), val: loss(step) + 0.03 });
  const final = { ...losses(steps), test: loss(steps) + 0.028 };
  return fakeRun({
    variant,
    config,
    losses: fakeLosses(steps, first, last),
    evaluations: at.flatMap((step) =>
      evaluation(step, losses(step), batchNorm ? "running" : "none")
    ),
    summary: {
      parameters: batchNorm ? 12_097 : 11_897,
      final: batchNorm
        ? (["running", "calibrated", "own"] as const).flatMap((s) => evaluation(steps, final, s))
        : evaluation(steps, final),
      samples: ["montaymyah", "seel", "nihahalerethruthadrlen", "shi", "jen", "edeisson", "kalin"],
    },
  });
}

/** Text that would break out of its place if it could; `canary` must stay undefined. */
export const HOSTILE = [
  `<script>canary = 1</script>`,
  `</script></style></title></svg></pre><img src=x onerror="canary = 1">`,
  `" onmouseover="canary = 1" x="`,
  `' autofocus onfocus='canary = 1`,
  `]]>--><svg onload=canary=1>&lt;b&gt;&amp;`,
  `\${canary = 1} {{canary}} url(https://example.com/x)`,
  `\u202edesrever \u2066 \u200f שלום`,
  `👩‍👩‍👧 \ud800 \0 \x1b[31m`,
  "x".repeat(10_000),
];

/** Every text of the results is hostile. */
export function hostileReport(): StoredExperiment {
  const all = HOSTILE.join(" ");
  const runs = HOSTILE.map((variant, i) =>
    fakeRun({
      variant,
      config: {
        dataset: { source: { file: all.slice(0, 4096) } },
        training: { steps: i },
      },
      inspections: [0, 3].map((step) =>
        fakeInspection({ step, samples: HOSTILE }, { vocabularySize: HOSTILE.length })
      ),
      summary: {
        samples: HOSTILE,
        hash: variant,
        dataset: {
          ...fakeRun().summary.dataset,
          name: all,
          sha256: all,
          vocabulary: HOSTILE,
          notice: all,
        },
        versions: { handgrad: all, deno: all, v8: all, numerics: 1 },
        status: i % 2 === 0 ? "diverged" : "finished",
      },
    })
  );
  const missing = HOSTILE.map((text) => ({ folder: text, variant: text, seed: 1, reason: text }));
  const check = { title: all, tensors: 1, elements: 1, maxdiff: 1, passed: false };
  const tolerance = { absolute: 1, relative: 1, of: "tensor" } as const;
  const checks = [{ ...check, tolerance }];
  const gradients = HOSTILE.flatMap((text) => [
    { variant: text, hash: text, checks },
    { variant: text, hash: text, checks: [] },
  ]);
  const texts = { name: all, title: all, question: all, comment: all, command: all };
  return fakeExperiment(runs, { ...texts, missing, gradients });
}
