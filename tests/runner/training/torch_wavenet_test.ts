import { assertEquals } from "@std/assert";
import { countParameters } from "../../../core/model.ts";
import { modelFor, train } from "../../../runner/training/train.ts";
import fixture from "../../fixtures/wavenet.json" with { type: "json" };
import { needsNamesTxt } from "../../names_txt.ts";
import { needs } from "../../permissions.ts";
import { loadWavenet } from "../../wavenet.ts";

Deno.test(
  needs("the WaveNet has the first 1,000 losses of PyTorch's modules, within 1e-4", needsNamesTxt),
  async () => {
    const { config, seed, dataset } = await loadWavenet();
    const V = dataset.summary.vocabulary.length;
    assertEquals(countParameters(modelFor(config, V)), fixture.parameters);
    const found: number[] = [];
    // The evaluation at the start would take most of the time.
    const evaluation = { ...config.evaluation, count: 0 };
    for (const record of train({ ...config, evaluation }, seed, dataset)) {
      if (record.kind === "step") found.push(record.loss);
      if (found.length === fixture.losses.length) break;
    }
    const apart = fixture.losses.map((loss, step) => Math.abs(found[step] - loss));
    assertEquals(Math.max(...apart) <= 1e-4, true, `${Math.max(...apart)} apart`);
  },
);
