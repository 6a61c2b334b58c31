/**
 * Tensors that PyTorch has computed (made by fixtures/make_fixtures.py). They are imported as JSON, so that reading
 * them takes no permission.
 *
 * @module
 */
import networksJson from "./fixtures/networks.json" with { type: "json" };
import seed002 from "../experiments/notebooks/pytorch/seed_002.json" with { type: "json" };
import seed004 from "../experiments/notebooks/pytorch/seed_004.json" with { type: "json" };
import type { Dtype, Tensor } from "../core/tensor.ts";
import { type Figures, unpackFigures, unpackTensors } from "../runner/checks/figures.ts";

export type Tensors = Record<string, Tensor>;

/** PyTorch's run of the chain in one precision, in a notebook's setting. */
export const chainFigures = (seed: "002" | "004", dtype: Dtype): Figures =>
  unpackFigures(seed === "002" ? seed002 : seed004, dtype);

/** PyTorch's gradients, in float64, of a network of any depth, and its parameters after three SGD steps. */
export interface NetworkFixture {
  title: string;
  config: {
    E: number;
    hidden: number[];
    activation: string;
    after?: string;
    norm?: { epsilon: number; unbiased: boolean };
  };
  X: Int32Array;
  Y: Int32Array;
  loss: number;
  parameters: Tensors;
  gradients: Tensors;
  stepped: Tensors;
}

export const networkFixtures: NetworkFixture[] = Object.entries(networksJson).map((
  [title, { config, X, Y, loss, parameters, gradients, "after 3 steps": stepped }],
) => ({
  title,
  config,
  X: Int32Array.from(X.flat()),
  Y: Int32Array.from(Y),
  loss,
  parameters: unpackTensors(parameters, "float64"),
  gradients: unpackTensors(gradients, "float64"),
  stepped: unpackTensors(stepped, "float64"),
}));
