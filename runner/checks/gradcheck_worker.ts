/**
 * Checks gradients quickly in a worker: it is sent a config, a seed and a dataset, and posts the checks and the layers
 * that are off.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import { quickGradcheck } from "./gradcheck.ts";
import type { RunConfig } from "../schema/schema.ts";

const scope = self as unknown as Worker;

scope.onmessage = (
  { data }: MessageEvent<{ config: RunConfig; seed: number; dataset: Dataset }>,
) => scope.postMessage(quickGradcheck(data.config, data.seed, data.dataset));
