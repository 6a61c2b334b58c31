/**
 * The gated recurrent unit of gru_before.ts by kernels. The product with the reset state reads its columns of Wh where
 * they lie.
 *
 * @module
 */
import { type GruBeforeCache, gruBeforeCacheShapes } from "../layers/gru_before.ts";
import type { RecurrenceParameters } from "../layers/recurrence.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import { type Definition, sequence } from "./assembler.ts";
import { matmul } from "./matmul.ts";
import type { KernelMemory } from "./memory.ts";
import * as r from "./recurrence.ts";
import { behind } from "./rows.ts";
import { prepareSigmoid, prepareTanh } from "./vector_math.ts";

export function gruBeforeForward(
  memory: KernelMemory,
  out: Tensor,
  cache: GruBeforeCache,
  zx: Tensor,
  parameters: RecurrenceParameters,
): () => void {
  const sizes = r.sizesOf(out, zx, parameters, 3);
  r.checkCache(cache, gruBeforeCacheShapes(sizes.B, sizes.T, sizes.H));
  const { h, gates, zh, rh, zn } = cache;
  const { Wh, bh, start } = parameters;
  const kernel = memory.bind(
    forward(sizes, bh !== null),
    ...[out, h, gates, zh, rh, zn, zx, Wh],
    ...bh === null ? [] : [bh],
  );
  return r.withStart(kernel, h, start);
}

export function gruBeforeBackward(
  memory: KernelMemory,
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: GruBeforeCache,
  { Wh }: RecurrenceParameters,
): () => void {
  const sizes = r.sizesOf(dout, dzx, gradients, 3);
  const { B, T, H, N } = sizes;
  checkShape("Wh", Wh, H, N);
  r.checkCache(cache, gruBeforeCacheShapes(B, T, H));
  const transposed = r.transposedOf(memory, Wh);
  const { h, gates, zh, rh, zn, dh, dhProduct, drh } = cache;
  const others = r.otherGradients(sizes, gradients, dzx, dh);
  const ofWeights = { M: H, K: T * B, transposedA: true, bias: false, rounded: false } as const;
  const kernel = memory.bind(
    sequence(
      r.transposeState(sizes),
      backward(sizes),
      matmul({ ...ofWeights, N: 2 * H, strides: { a: H, b: N, out: N } }),
      matmul({ ...ofWeights, N: H, strides: { a: H, b: H, out: N } }),
      ...others.definitions,
    ),
    ...[transposed, Wh],
    ...[dzx, dout, h, gates, zh, zn, dh, dhProduct, drh, transposed],
    ...[gradients.Wh, h, zh],
    ...[memory.addressOf(gradients.Wh) + 8 * H, rh, zn],
    ...others.places,
  );
  return () => {
    dh.data.fill(0);
    kernel();
  };
}

/** Parameters out, h, gates, zh, rh, zn, zx, Wh and the bias if there is one. */
const forward = (sizes: r.Sizes, bias: boolean): Definition => ({
  pointers: bias ? 9 : 8,
  build(code, out, h, gates, zh, rh, zn, zx, ...weights) {
    const { B, T, H, N } = sizes;
    const { get, set, multiply, timesRest } = r.prepareGates(code);
    const sigmoid = prepareSigmoid(code);
    const [gateR, z, n, old, left] = r.vectors(code, 5);
    const tanh = prepareTanh(code, [n]);
    const next = behind(code, h, B * H);
    const ofNew = weights.map((weight) => behind(code, weight, 2 * H));
    const product = { M: B, K: H, transposedA: false, bias, rounded: true };
    const states = [h, next, rh, zn].map((pointer): r.Walk => [pointer, B * H]);
    const walks: r.Walk[] = [[out, H], [zx, N], [gates, B * N], [zh, B * N], ...states];
    r.forEachPosition(code, T, walks, () => {
      matmul({ ...product, N: 2 * H, strides: { a: H, b: N, out: N } })
        .build(code, code.copy(zh), code.copy(h), ...weights);
      r.forEachCell(
        code,
        sizes,
        [[zx, T * N], [h, H], [gates, N], [zh, N], [rh, H]],
        ([zx, h, gates, zh, rh], lanes) => {
          for (const [part, gate] of [gateR, z].entries()) {
            const offset = 4 * H * part;
            code.set(gate, code.add(code.load(zx, offset), code.load(zh, offset)));
            code.set(gate, sigmoid(gate));
            code.store(gates, offset, gate, lanes);
          }
          code.set(old, code.load(h));
          multiply(left, gateR, old);
          code.store(rh, 0, left, lanes);
        },
      );
      matmul({ ...product, N: H, strides: { a: H, b: N, out: H } })
        .build(code, code.copy(zn), code.copy(rh), ...ofNew);
      r.forEachCell(
        code,
        sizes,
        [[out, T * H], [zx, T * N], [h, H], [next, H], [gates, N], [zn, H]],
        ([out, zx, h, next, gates, zn], lanes) => {
          code.set(n, code.add(code.load(zx, 8 * H), code.load(zn)));
          tanh();
          code.store(gates, 8 * H, n, lanes);
          code.set(z, code.load(gates, 4 * H));
          code.set(old, code.load(h));
          timesRest(n, z, n);
          set(n, code.madd(get(z), get(old), get(n)));
          code.store(out, 0, n, lanes);
          code.store(next, 0, n, lanes);
        },
      );
    });
  },
});

/** Parameters dzx, dout, h, gates, zh, zn, dh, dhProduct, drh, the transposed Wh. */
const backward = (sizes: r.Sizes): Definition => ({
  pointers: 10,
  build(code, dzx, dout, h, gates, zh, zn, dh, dhProduct, drh, transposed) {
    const { B, T, H, N } = sizes;
    const { get, set, multiply, timesRest, throughSigmoid, throughTanh } = r.prepareGates(code);
    const [gateR, z, n, old, d, dn, dz, dr] = r.vectors(code, 8);
    const ofNew = behind(code, transposed, 2 * H * H);
    const product = { M: B, N: H, transposedA: false, bias: false, rounded: true };
    const walks: r.Walk[] = [
      [dzx, N],
      [dout, H],
      [h, B * H],
      [gates, B * N],
      [zh, B * N],
      [zn, B * H],
    ];
    r.forEachPositionBackward(code, T, walks, () => {
      r.forEachCell(
        code,
        sizes,
        [[dzx, T * N], [dout, T * H], [h, H], [gates, N], [zh, N], [zn, H], [dh, H]],
        ([dzx, dout, h, gates, zh, zn, dh], lanes) => {
          code.set(z, code.load(gates, 4 * H));
          code.set(n, code.load(gates, 8 * H));
          code.set(d, code.add(code.load(dout), code.load(dh)));
          code.set(dz, code.sub(code.load(h), code.get(n)));
          multiply(dz, dz, d);
          throughSigmoid(dz, z, dz);
          code.store(dzx, 4 * H, dz, lanes);
          code.store(zh, 4 * H, dz, lanes);
          timesRest(dn, z, d);
          throughTanh(dn, n, dn);
          code.store(dzx, 8 * H, dn, lanes);
          code.store(zn, 0, dn, lanes);
          multiply(d, z, d);
          code.store(dh, 0, d, lanes);
        },
      );
      matmul({ ...product, K: H, strides: { a: H, b: H, out: H } })
        .build(code, code.copy(drh), code.copy(zn), ofNew);
      r.forEachCell(
        code,
        sizes,
        [[dzx, T * N], [h, H], [gates, N], [zh, N], [dh, H], [drh, H]],
        ([dzx, h, gates, zh, dh, drh], lanes) => {
          code.set(gateR, code.load(gates));
          code.set(d, code.load(drh));
          code.set(old, code.load(h));
          multiply(dr, old, d);
          throughSigmoid(dr, gateR, dr);
          code.store(dzx, 0, dr, lanes);
          code.store(zh, 0, dr, lanes);
          set(d, code.madd(get(gateR), get(d), () => code.load(dh)));
          code.store(dh, 0, d, lanes);
        },
      );
      matmul({ ...product, K: 2 * H, strides: { a: N, b: H, out: H } })
        .build(code, code.copy(dhProduct), code.copy(zh), transposed);
      r.addTo(sizes).build(code, dh, dhProduct);
    });
  },
});
