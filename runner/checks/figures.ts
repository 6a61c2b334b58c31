/**
 * PyTorch's own figures of a notebook's batch, in experiments/notebooks/pytorch/: values and gradients of every
 * intermediate.
 *
 * @module
 */
import type { Dtype, Tensor } from "../../core/tensor.ts";

/** A tensor in JSON: its numbers are little-endian bytes in base64. */
export interface PackedTensor {
  /** The sizes of its axes. */
  shape: number[];
  /** Its numbers. */
  data: string;
}

/** The content of such a file. */
export interface FiguresFile {
  /** [B][T] the batch's contexts. */
  X: number[][];
  /** [B] what followed them. */
  Y: number[];
  /** In PyTorch's usual precision. */
  float32: PackedFigures;
  /** In double precision. */
  float64: PackedFigures;
}

/** What PyTorch gave in one precision. */
export interface PackedFigures {
  /** Of the batch. */
  loss: number;
  /** By the notebooks' names. */
  parameters: Record<string, PackedTensor>;
  /** Of the forward pass. */
  values: Record<string, PackedTensor>;
  /** Of the backward pass. */
  gradients: Record<string, PackedTensor>;
}

/** PyTorch's run in one precision. */
export interface Figures {
  /** [B, T] */
  X: Int32Array;
  /** [B] */
  Y: Int32Array;
  loss: number;
  parameters: Record<string, Tensor>;
  values: Record<string, Tensor>;
  gradients: Record<string, Tensor>;
}

export function unpackFigures(file: FiguresFile, dtype: Dtype): Figures {
  const { loss, parameters, values, gradients } = file[dtype];
  return {
    X: Int32Array.from(file.X.flat()),
    Y: Int32Array.from(file.Y),
    loss,
    parameters: unpackTensors(parameters, dtype),
    values: unpackTensors(values, dtype),
    gradients: unpackTensors(gradients, dtype),
  };
}

export function unpackTensors(
  packed: Record<string, PackedTensor>,
  dtype: Dtype,
): Record<string, Tensor> {
  const entries = Object.entries(packed).map(([name, { shape, data }]) => {
    const { buffer } = Uint8Array.fromBase64(data);
    const numbers = dtype === "float32" ? new Float32Array(buffer) : new Float64Array(buffer);
    return [name, { shape, data: numbers }];
  });
  return Object.fromEntries(entries);
}
