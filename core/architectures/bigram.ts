import type { LayerSpec } from "../layer.ts";
import { type Predicting, predicting } from "./shared.ts";

/**
 * The bigram model as a network (part 1 of makemore): a row of logits for each symbol, which looks at the last one
 * alone.
 *
 *     oneHot → linear, no bias → logits
 */
export const bigramLayers = (setting: Predicting): LayerSpec[] => [
  { type: "oneHot" },
  ...predicting(setting),
  {
    type: "linear",
    bias: false,
    init: { weight: { scheme: "normal", mean: 0, std: 1, scale: 1 } },
  },
];
