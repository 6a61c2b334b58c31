/**
 * A perceptron's layers in groups, as the formulas have them: what belongs to a linear layer stands together.
 *
 * @module
 */
import type { Activations } from "../../core/activations.ts";
import type { Layer, LayerParameter, Model } from "../../core/model.ts";
import type { Tensor } from "../../core/tensor.ts";

/** A linear layer and what follows it. */
export interface Group {
  W: LayerParameter;
  b: LayerParameter | null;
  batchNorm: {
    gain: LayerParameter;
    bias: LayerParameter;
    running: { mean: Tensor; spread: Tensor };
  } | null;
  /** null after the output layer */
  activation: "tanh" | "relu" | null;
}

/**
 * Its buffers: z = x W + b, y is z normalized, h is y activated; where a step is missing, two names stand for one
 * tensor.
 */
export interface GroupBuffers {
  z: Tensor;
  dz: Tensor;
  cache: Record<string, Tensor> | null;
  y: Tensor;
  dy: Tensor;
  h: Tensor;
  dh: Tensor;
}

export const tableOf = (model: Model): LayerParameter => model.layers[0].parameters.weight!;

/** The places of each linear layer and of what follows it. */
function places({ layers }: Model): { linear: number; norm: number | null; act: number | null }[] {
  const is = (type: string, l: number) => layers[l]?.kind.type === type ? l : null;
  return layers.flatMap(({ kind }, linear) => {
    if (kind.type !== "linear") return [];
    const norm = is("batchNorm", linear + 1);
    const next = (norm ?? linear) + 1;
    return [{ linear, norm, act: is("tanh", next) ?? is("relu", next) }];
  });
}

const normOf = ({ parameters, state }: Layer): Group["batchNorm"] => {
  const [mean, spread] = Object.values(state);
  return { gain: parameters.weight!, bias: parameters.bias!, running: { mean, spread } };
};

export const groupsOf = (model: Model): Group[] =>
  places(model).map(({ linear, norm, act }) => ({
    W: model.layers[linear].parameters.weight!,
    b: model.layers[linear].parameters.bias,
    batchNorm: norm === null ? null : normOf(model.layers[norm]),
    activation: act === null ? null : model.layers[act].kind.type as "tanh" | "relu",
  }));

export const buffersOf = (model: Model, { layers }: Activations): GroupBuffers[] =>
  places(model).map(({ linear, norm, act }) => {
    const { out: z, dout: dz } = layers[linear];
    const { out: y, dout: dy } = layers[norm ?? linear];
    const { out: h, dout: dh } = layers[act ?? norm ?? linear];
    return { z, dz, cache: norm === null ? null : layers[norm].cache!, y, dy, h, dh };
  });

/** The contexts' embeddings side by side, and the gradient by them; kernels leave them unwritten. */
export const embeddedOf = ({ layers }: Activations): { emb: Tensor; demb: Tensor } => (
  { emb: layers[1].out, demb: layers[1].dout }
);
