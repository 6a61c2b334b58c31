/**
 * Every question that comes with handgrad, at a few steps: it trains, its report is written, and what it expects of the
 * beginning is there. What it expects of the end takes all steps and all seeds; the findings in the files are what came
 * out then.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { questionFiles } from "../../cli/questions.ts";
import { loadExperiment } from "../../mod.ts";
import { metricsOf } from "../../runner/config/expect.ts";
import type { Expectation } from "../../runner/config/expect.ts";
import { run, withHost } from "../cli/host.ts";
import { needsNamesTxt, sourceOptions } from "../names_txt.ts";
import { needs } from "../permissions.ts";
import { SHIPPED } from "../shipped.ts";

const ROOT = join(import.meta.dirname!, "../..");
const STEPS = 60;

/**
 * Whether it is about what is known after a few steps with one seed: how the training begins, and how large the model
 * is.
 */
const isStructural = ({ left, right, isConfident }: Expectation): boolean =>
  !isConfident &&
  [left, right].flatMap(metricsOf).every(({ measure }) =>
    "step" in measure && !["train", "val"].includes(measure.name)
      ? measure.name === "saturation"
        ? measure.step === 0
        : 0 <= measure.step && measure.step < STEPS
      : measure.name === "parameters"
  );

for (const file of SHIPPED) {
  Deno.test(
    needs(`${file} at ${STEPS} steps`, { ...needsNamesTxt, write: ".cache" }),
    () =>
      withHost(async (host) => {
        host.namesFolder = () => sourceOptions().namesFolder;
        const { expect = [], findings, variants, seeds, ...sweep } = await loadExperiment(
          join(ROOT, file),
        );
        const structural = expect.filter(isStructural);
        assert(structural.length > 0, "it expects something of the beginning");
        assert(findings !== undefined, "it says what came out in full");
        const schedules = variants.map(({ config }) => config.training.learningRate);
        // No training is shorter than its warm-up.
        const steps = Math.max(STEPS, ...schedules.map(({ warmup }) => warmup));
        const isLong = variants.some(({ config }) => config.training.steps > steps);
        const set = [
          ...isLong ? [`training.steps=${steps}`] : [],
          `seeds=[${seeds[0]}]`,
          "repeats=1",
          "evaluation.count=0",
          "evaluation.finalExamples=1000",
          "inspections.count=1",
          `expect=${JSON.stringify(structural.map(({ text }) => text))}`,
          "whenUndecided=fail",
          ...sweep.halving ? ["halving.minSteps=20"] : [],
        ];
        const code = await run(
          host,
          ...["run", join(ROOT, file), "--quiet"],
          ...set.flatMap((one) => ["--set", one]),
        );
        assertEquals(code, 0, host.printed + host.complained);
      }),
  );
}

Deno.test(needs("all questions are there", { read: true }), async () => {
  const files = await questionFiles(ROOT);
  assertEquals(SHIPPED.filter((file) => !files.includes(file)), []);
});
