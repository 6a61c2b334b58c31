/**
 * Prints contexts, the logits that trained runs give them, and their models in PyTorch, as JSON, for
 * check_safetensors.py:
 *
 *     deno run --allow-read tests/tools/logits.ts results/bn/<run> [<run> …]
 *
 * @module
 */
import { basename } from "node:path";
import { activationsFor } from "../../core/activations.ts";
import { predict, runningAfter } from "../../core/predict.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { pytorchCode } from "../../runner/store/pytorch.ts";
import { readModel } from "../../runner/store/store.ts";
import { modelFor } from "../../runner/training/train.ts";
import { loadWeights } from "../../runner/training/weights.ts";

const COUNT = 50;
const all: Record<string, { code: string; X: number[][]; logits: number[][] }> = {};
for (const folder of Deno.args) {
  const { config, summary, weights } = await readModel(folder);
  const [V, T] = [summary.dataset.vocabulary.length, config.dataset.contextLength];
  const model = modelFor(config, V);
  loadWeights(model, weights);
  const generator = new TorchGenerator(1);
  const X = Int32Array.from({ length: COUNT * T }, () => generator.randint(V));
  const acts = activationsFor(model, COUNT);
  predict(model, acts, X, runningAfter(model, summary.steps)!);
  const rows = (list: ArrayLike<number>, N: number) =>
    Array.from({ length: list.length / N }, (_, i) => Array.from(list).slice(i * N, (i + 1) * N));
  const code = pytorchCode(config, V);
  all[basename(folder)] = { code, X: rows(X, T), logits: rows(acts.logits.data, V) };
}
console.log(JSON.stringify(all));
