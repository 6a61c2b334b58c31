import type { MlpConfig, RunConfig } from "../runner/schema/schema.ts";

/** A config's perceptron. */
export function mlpOf({ model }: { model: RunConfig["model"] }): MlpConfig {
  if (model.kind !== "mlp") throw new TypeError(`The model is a ${model.kind}`);
  return model;
}
