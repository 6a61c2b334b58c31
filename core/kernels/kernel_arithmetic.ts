/**
 * Calls, carried out by WebAssembly kernels: the list of all operations that have one. What has none is done by its
 * plain code, on the same memory.
 *
 * @module
 */
import type { Arithmetic, Call, Operation } from "../call.ts";
import { crossEntropyBackward, crossEntropyForward } from "../cross_entropy.ts";
import { deviations } from "../deviations.ts";
import { largest } from "../largest.ts";
import { logTotals } from "../log_totals.ts";
import { batchNormBackward, batchNormForward, batchNormInference } from "../layers/batch_norm.ts";
import { causalMeanBackward, causalMeanForward } from "../layers/causal_mean.ts";
import { attentionBackward, attentionForward } from "../layers/causal_self_attention.ts";
import { tapsBackward, tapsForward } from "../layers/conv1d.ts";
import { dropoutBackward, dropoutForward } from "../layers/dropout.ts";
import { identity } from "../layers/identity.ts";
import { embeddingBackward, embeddingForward } from "../layers/embedding.ts";
import { embeddingLinearBackward, embeddingLinearForward } from "../layers/embedding_linear.ts";
import { geluBackward, geluForward } from "../layers/gelu.ts";
import { gruBackward, gruForward } from "../layers/gru.ts";
import { gruBeforeBackward, gruBeforeForward } from "../layers/gru_before.ts";
import { layerNormBackward, layerNormForward } from "../layers/layer_norm.ts";
import { leakyReluBackward, leakyReluForward } from "../layers/leaky_relu.ts";
import { linearBackward, linearForward } from "../layers/linear.ts";
import { lstmBackward, lstmForward } from "../layers/lstm.ts";
import {
  positionalEmbeddingBackward,
  positionalEmbeddingForward,
} from "../layers/positional_embedding.ts";
import { reluBackward, reluForward } from "../layers/relu.ts";
import { repeatedLinearBackward, repeatedLinearForward } from "../layers/repeated_linear.ts";
import { residualBackward, residualForward } from "../layers/residual.ts";
import { rnnBackward, rnnForward } from "../layers/rnn.ts";
import { sigmoidBackward, sigmoidForward } from "../layers/sigmoid.ts";
import { siluBackward, siluForward } from "../layers/silu.ts";
import { tanhBackward, tanhForward } from "../layers/tanh.ts";
import {
  sequenceCrossEntropyBackward,
  sequenceCrossEntropyForward,
} from "../losses/sequence_cross_entropy.ts";
import { update } from "../optimizers.ts";
import type { Dtype, Tensor } from "../tensor.ts";
import type { Definition } from "./assembler.ts";
import { addMultiples, clampAll, multiplyAll, sumsOfSquares } from "../whole.ts";
import * as activations from "./activation_functions.ts";
import * as attention from "./attention.ts";
import * as deviationsKernel from "./deviations.ts";
import * as elementwise from "./elementwise.ts";
import * as embedding from "./embedding.ts";
import * as embeddingLinear from "./embedding_linear.ts";
import * as gru from "./gru.ts";
import * as gruBefore from "./gru_before.ts";
import * as layerNorm from "./layer_norm.ts";
import * as logTotalsKernel from "./log_totals.ts";
import * as lower from "./lower.ts";
import * as lstm from "./lstm.ts";
import type { KernelMemory } from "./memory.ts";
import * as positions from "./positions.ts";
import * as rnn from "./rnn.ts";
import { prepareUpdate } from "./updates.ts";
import * as whole from "./whole.ts";

/** Makes of a call's arguments a function that does it. */
// deno-lint-ignore no-explicit-any
type Prepare = (memory: KernelMemory, ...args: any[]) => (...rest: any[]) => unknown;

/** An operation, and what makes its kernels. */
const twin = <A extends unknown[], Rest extends unknown[], R>(
  operation: (...args: [...A, ...Rest]) => R,
  prepare: (memory: KernelMemory, ...args: A) => (...rest: Rest) => R,
): [Operation, Prepare] => [operation, prepare as Prepare];

/** The same for an operation on tensors of one shape, which have these names. */
const alikeTwin = (
  operation: (...tensors: Tensor[]) => void,
  define: (size: number) => Definition,
  ...names: string[]
): [Operation, Prepare] => [operation, lower.ofOneShape(define, names)];

/** The same where an option comes behind them. */
const alikeTwinWith = <Tensors extends Tensor[], Option>(
  operation: (...args: [...Tensors, Option]) => void,
  define: (size: number, option: Option) => Definition,
  ...names: string[]
): [Operation, Prepare] => [operation, lower.ofOneShapeAnd(define, names) as Prepare];

/** This is the one place where an operation gets its kernel. */
export const KERNELS: ReadonlyMap<Operation, Prepare> = new Map<Operation, Prepare>([
  twin(linearForward, lower.linearForward),
  twin(linearBackward, lower.linearBackward),
  twin(embeddingLinearForward, embeddingLinear.prepareForward),
  twin(embeddingLinearBackward, embeddingLinear.prepareBackward),
  twin(repeatedLinearForward, embeddingLinear.prepareRepeatedForward),
  twin(repeatedLinearBackward, embeddingLinear.prepareRepeatedBackward),
  twin(embeddingForward, embedding.embeddingForward),
  twin(embeddingBackward, embedding.embeddingBackward),
  twin(positionalEmbeddingForward, lower.positionalEmbeddingForward),
  twin(positionalEmbeddingBackward, lower.positionalEmbeddingBackward),
  twin(batchNormForward, lower.batchNormForward),
  twin(batchNormBackward, lower.batchNormBackward),
  twin(batchNormInference, lower.batchNormInference),
  twin(layerNormForward, layerNorm.layerNormForward),
  twin(layerNormBackward, layerNorm.layerNormBackward),
  twin(tapsForward, positions.tapsForward),
  twin(tapsBackward, positions.tapsBackward),
  twin(causalMeanForward, positions.causalMeanForward),
  twin(causalMeanBackward, positions.causalMeanBackward),
  twin(attentionForward, attention.attentionForward),
  twin(attentionBackward, attention.attentionBackward),
  twin(rnnForward, rnn.rnnForward),
  twin(rnnBackward, rnn.rnnBackward),
  twin(gruForward, gru.gruForward),
  twin(gruBackward, gru.gruBackward),
  twin(gruBeforeForward, gruBefore.gruBeforeForward),
  twin(gruBeforeBackward, gruBefore.gruBeforeBackward),
  twin(lstmForward, lstm.lstmForward),
  twin(lstmBackward, lstm.lstmBackward),
  alikeTwin(tanhForward, elementwise.tanhForward, "out", "x"),
  alikeTwin(tanhBackward, elementwise.tanhBackward, "dx", "dout", "out"),
  alikeTwin(reluForward, elementwise.reluForward, "out", "x"),
  alikeTwin(reluBackward, elementwise.reluBackward, "dx", "dout", "out"),
  alikeTwin(sigmoidForward, activations.sigmoidForward, "out", "x"),
  alikeTwin(sigmoidBackward, activations.sigmoidBackward, "dx", "dout", "out"),
  alikeTwin(siluForward, activations.siluForward, "out", "x"),
  alikeTwin(siluBackward, activations.siluBackward, "dx", "dout", "x"),
  twin(geluForward, lower.geluForward),
  twin(geluBackward, lower.geluBackward),
  alikeTwinWith(leakyReluForward, activations.leakyReluForward, "out", "x"),
  alikeTwinWith(leakyReluBackward, activations.leakyReluBackward, "dx", "dout", "x"),
  alikeTwin(dropoutForward, elementwise.multiply, "out", "mask", "x"),
  alikeTwin(identity, elementwise.copy, "out", "x"),
  alikeTwin(dropoutBackward, elementwise.multiply, "dx", "dout", "mask"),
  alikeTwin(residualForward, elementwise.add, "out", "x", "fx"),
  alikeTwin(residualBackward, elementwise.add, "dx", "dout", "dxInside"),
  twin(crossEntropyForward, lower.crossEntropyForward),
  twin(crossEntropyBackward, lower.crossEntropyBackward),
  twin(sequenceCrossEntropyForward, lower.sequenceCrossEntropyForward),
  twin(sequenceCrossEntropyBackward, lower.sequenceCrossEntropyBackward),
  twin(update, prepareUpdate),
  twin(sumsOfSquares, whole.sumsOfSquares),
  twin(multiplyAll, whole.multiplyAll),
  twin(clampAll, whole.clampAll),
  twin(addMultiples, whole.addMultiples),
  twin(largest, lower.largest),
  twin(logTotals, logTotalsKernel.logTotals),
  twin(deviations, deviationsKernel.deviations),
]);

/** @param preparePlain carries out what has no kernel */
export const createKernelArithmetic = (
  name: "fused" | "exact",
  memory: KernelMemory,
  preparePlain: <Rest extends unknown[], R>(
    call: Call<Rest, R>,
    dtype: Dtype,
  ) => (...rest: Rest) => R,
): Arithmetic => ({
  name,
  dtype: "float32",
  allocate: (shape) => memory.allocate(shape),
  prepare<Rest extends unknown[], R>(call: Call<Rest, R>) {
    const prepare = KERNELS.get(call.operation);
    if (prepare === undefined) return preparePlain(call, "float32");
    return prepare(memory, ...call.args as never[]) as (...rest: Rest) => R;
  },
});
