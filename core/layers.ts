/**
 * The list of all layers. A layer is one file in layers/, and a line here.
 *
 * @module
 */
import type { LayerKind } from "./layer.ts";
import { batchNorm } from "./layers/batch_norm.ts";
import { embedding } from "./layers/embedding.ts";
import { flatten } from "./layers/flatten.ts";
import { flattenConsecutive } from "./layers/flatten_consecutive.ts";
import { linear } from "./layers/linear.ts";
import { relu } from "./layers/relu.ts";
import { residual } from "./layers/residual.ts";
import { tanh } from "./layers/tanh.ts";

/** In the order in which they are explained. */
export const LAYERS: readonly LayerKind[] = [
  embedding,
  flatten,
  flattenConsecutive,
  linear,
  batchNorm,
  tanh,
  relu,
  residual,
];
