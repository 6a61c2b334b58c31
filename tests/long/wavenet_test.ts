import { assertAlmostEquals } from "@std/assert";
import { runJob, type Split } from "../../mod.ts";
import fixture from "../fixtures/wavenet.json" with { type: "json" };
import { needsNamesTxt } from "../names_txt.ts";
import { needs } from "../permissions.ts";
import { loadWavenet } from "../wavenet.ts";

Deno.test(
  needs("the WaveNet ends, after 20,000 steps, at the losses of PyTorch's modules", needsNamesTxt),
  async () => {
    const wavenet = await loadWavenet();
    const { steps } = wavenet.config.training;
    const { evaluations } = await runJob(wavenet, () => {});
    for (const [split, wanted] of Object.entries(fixture.evaluated) as [Split, number][]) {
      const { loss } = evaluations.find((one) =>
        one.step === steps && one.split === split && one.statistics === "running"
      )!;
      assertAlmostEquals(loss!, wanted, 1e-3, split);
    }
  },
);
