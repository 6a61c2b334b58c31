/**
 * The recurrent layer of rnn.ts by kernels.
 *
 * @module
 */
import type { RecurrenceParameters } from "../layers/recurrence.ts";
import { type RnnCache, rnnCacheShapes } from "../layers/rnn.ts";
import type { Tensor } from "../tensor.ts";
import type { Definition } from "./assembler.ts";
import type { KernelMemory } from "./memory.ts";
import * as r from "./recurrence.ts";
import { behind } from "./rows.ts";
import { prepareTanh } from "./vector_math.ts";

export function rnnForward(
  memory: KernelMemory,
  out: Tensor,
  cache: RnnCache,
  zx: Tensor,
  parameters: RecurrenceParameters,
): () => void {
  const sizes = r.sizesOf(out, zx, parameters, 1);
  r.checkCache(cache, rnnCacheShapes(sizes.B, sizes.T, sizes.H));
  const { Wh, bh, start } = parameters;
  const biases = bh === null ? [] : [bh];
  const kernel = memory.bind(
    forward(sizes, bh !== null),
    out,
    cache.h,
    cache.zh,
    zx,
    Wh,
    ...biases,
  );
  return r.withStart(kernel, cache.h, start);
}

export function rnnBackward(
  memory: KernelMemory,
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: RnnCache,
  { Wh }: RecurrenceParameters,
): () => void {
  const sizes = r.sizesOf(dout, dzx, gradients, 1);
  r.checkCache(cache, rnnCacheShapes(sizes.B, sizes.T, sizes.H));
  const { h, dz, dh } = cache;
  const places = [dzx, dout, h, dz, dh];
  return r.backThroughTime(memory, sizes, gradients, Wh, cache, backward(sizes), places);
}

/** Parameters out, h, zh, zx, Wh and the bias if there is one. */
const forward = (sizes: r.Sizes, bias: boolean): Definition => ({
  pointers: bias ? 6 : 5,
  build(code, out, h, zh, zx, ...weights) {
    const { B, T, H } = sizes;
    const v = code.local("v128");
    const tanh = prepareTanh(code, [v]);
    const next = behind(code, h, B * H);
    r.forEachPosition(code, T, [[out, H], [zx, H], [h, B * H], [next, B * H]], () => {
      r.stateProduct(sizes, bias).build(code, zh, h, ...weights);
      r.forEachCell(
        code,
        sizes,
        [[out, T * H], [zx, T * H], [zh, H], [next, H]],
        ([out, zx, zh, next], lanes) => {
          code.set(v, code.add(code.load(zx), code.load(zh)));
          tanh();
          code.store(out, 0, v, lanes);
          code.store(next, 0, v, lanes);
        },
      );
    });
  },
});

/** Parameters dzx, dout, h, dz, dh, the transposed Wh. */
const backward = (sizes: r.Sizes): Definition => ({
  pointers: 6,
  build(code, dzx, dout, h, dz, dh, transposed) {
    const { B, T, H } = sizes;
    const { throughTanh } = r.prepareGates(code);
    const [state, d] = r.vectors(code, 2);
    code.advance(h, 4 * B * H);
    dz = code.copy(dz);
    const walks: r.Walk[] = [[dzx, H], [dout, H], [h, B * H], [dz, B * H]];
    r.forEachPositionBackward(code, T, walks, () => {
      r.forEachCell(
        code,
        sizes,
        [[dzx, T * H], [dout, T * H], [h, H], [dz, H], [dh, H]],
        ([dzx, dout, h, dz, dh], lanes) => {
          code.set(state, code.load(h));
          code.set(d, code.add(code.load(dout), code.load(dh)));
          throughTanh(d, state, d);
          code.store(dzx, 0, d, lanes);
          code.store(dz, 0, d, lanes);
        },
      );
      r.stateGradient(sizes).build(code, dh, dz, transposed);
    });
  },
});
