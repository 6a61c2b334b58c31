import type { InitScheme } from "../init.ts";
import type { LayerSpec, Setting } from "../layer.ts";

/** Which positions are to predict something. */
export type Predicting = Pick<Setting, "targets">;

/** What leaves these positions: the last, or all. */
export const predicting = ({ targets }: Predicting): LayerSpec[] =>
  targets === "every" ? [] : [{ type: "last" }];

const pytorch: InitScheme = { scheme: "pytorch", scale: 1 };

/** A linear layer that starts as PyTorch's does, and makemore's do. @param size default: V */
export const linear = (size?: number, bias = true): LayerSpec => ({
  type: "linear",
  ...size === undefined ? {} : { size },
  bias,
  init: { weight: pytorch, ...bias ? { bias: pytorch } : {} },
});
