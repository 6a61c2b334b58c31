/**
 * The gated recurrent unit of gru.ts by kernels.
 *
 * @module
 */
import { type GruCache, gruCacheShapes } from "../layers/gru.ts";
import type { RecurrenceParameters } from "../layers/recurrence.ts";
import type { Tensor } from "../tensor.ts";
import type { Definition } from "./assembler.ts";
import type { KernelMemory } from "./memory.ts";
import * as r from "./recurrence.ts";
import { behind } from "./rows.ts";
import { prepareSigmoid, prepareTanh } from "./vector_math.ts";

export function gruForward(
  memory: KernelMemory,
  out: Tensor,
  cache: GruCache,
  zx: Tensor,
  parameters: RecurrenceParameters,
): () => void {
  const sizes = r.sizesOf(out, zx, parameters, 3);
  r.checkCache(cache, gruCacheShapes(sizes.B, sizes.T, sizes.H));
  const { h, gates, zh } = cache;
  const { Wh, bh, start } = parameters;
  const biases = bh === null ? [] : [bh];
  const kernel = memory.bind(forward(sizes, bh !== null), out, h, gates, zh, zx, Wh, ...biases);
  return r.withStart(kernel, h, start);
}

export function gruBackward(
  memory: KernelMemory,
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: GruCache,
  { Wh }: RecurrenceParameters,
): () => void {
  const sizes = r.sizesOf(dout, dzx, gradients, 3);
  r.checkCache(cache, gruCacheShapes(sizes.B, sizes.T, sizes.H));
  const { h, gates, zh, dh, dhProduct } = cache;
  const places = [dzx, dout, h, gates, zh, dh, dhProduct];
  const traces = { h, dz: zh, dh };
  return r.backThroughTime(memory, sizes, gradients, Wh, traces, backward(sizes), places);
}

/** Parameters out, h, gates, zh, zx, Wh and the bias if there is one. */
const forward = (sizes: r.Sizes, bias: boolean): Definition => ({
  pointers: bias ? 7 : 6,
  build(code, out, h, gates, zh, zx, ...weights) {
    const { B, T, H, N } = sizes;
    const { get, set, timesRest } = r.prepareGates(code);
    const sigmoid = prepareSigmoid(code);
    const [gateR, z, n, old] = r.vectors(code, 4);
    const tanh = prepareTanh(code, [n]);
    const next = behind(code, h, B * H);
    const walks: r.Walk[] = [
      [out, H],
      [zx, N],
      [h, B * H],
      [next, B * H],
      [gates, B * N],
      [zh, B * N],
    ];
    r.forEachPosition(code, T, walks, () => {
      r.stateProduct(sizes, bias).build(code, zh, h, ...weights);
      r.forEachCell(
        code,
        sizes,
        [[out, T * H], [zx, T * N], [h, H], [next, H], [gates, N], [zh, N]],
        ([out, zx, h, next, gates, zh], lanes) => {
          for (const [part, gate] of [gateR, z].entries()) {
            const offset = 4 * H * part;
            code.set(gate, code.add(code.load(zx, offset), code.load(zh, offset)));
            code.set(gate, sigmoid(gate));
            code.store(gates, offset, gate, lanes);
          }
          const [ofN, ofH] = [8 * H, 0];
          set(n, code.madd(get(gateR), () => code.load(zh, ofN), () => code.load(zx, ofN)));
          tanh();
          code.store(gates, ofN, n, lanes);
          code.set(old, code.load(h, ofH));
          timesRest(n, z, n);
          set(n, code.madd(get(z), get(old), get(n)));
          code.store(out, 0, n, lanes);
          code.store(next, 0, n, lanes);
        },
      );
    });
  },
});

/** Parameters dzx, dout, h, gates, zh, dh, dhProduct, the transposed Wh. */
const backward = (sizes: r.Sizes): Definition => ({
  pointers: 8,
  build(code, dzx, dout, h, gates, zh, dh, dhProduct, transposed) {
    const { B, T, H, N } = sizes;
    const { multiply, timesRest, throughSigmoid, throughTanh } = r.prepareGates(code);
    const [gateR, z, n, d, dn, dz, dr, product] = r.vectors(code, 8);
    const walks: r.Walk[] = [
      [dzx, N],
      [dout, H],
      [h, B * H],
      [gates, B * N],
      [zh, B * N],
    ];
    r.forEachPositionBackward(code, T, walks, () => {
      r.forEachCell(
        code,
        sizes,
        [[dzx, T * N], [dout, T * H], [h, H], [gates, N], [zh, N], [dh, H]],
        ([dzx, dout, h, gates, zh, dh], lanes) => {
          const [atZ, atN] = [4 * H, 8 * H];
          code.set(gateR, code.load(gates));
          code.set(z, code.load(gates, atZ));
          code.set(n, code.load(gates, atN));
          code.set(d, code.add(code.load(dout), code.load(dh)));

          code.set(dz, code.sub(code.load(h), code.get(n)));
          multiply(dz, dz, d);
          throughSigmoid(dz, z, dz);
          code.store(dzx, atZ, dz, lanes);

          timesRest(dn, z, d);
          throughTanh(dn, n, dn);
          code.store(dzx, atN, dn, lanes);

          code.set(product, code.load(zh, atN));
          multiply(dr, product, dn);
          throughSigmoid(dr, gateR, dr);
          code.store(dzx, 0, dr, lanes);

          multiply(dn, gateR, dn);
          code.store(zh, atN, dn, lanes);
          code.store(zh, atZ, dz, lanes);
          code.store(zh, 0, dr, lanes);
          multiply(d, z, d);
          code.store(dh, 0, d, lanes);
        },
      );
      r.stateGradient(sizes).build(code, dhProduct, zh, transposed);
      r.addTo(sizes).build(code, dh, dhProduct);
    });
  },
});
