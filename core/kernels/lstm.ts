/**
 * Long short-term memory, lstm.ts, by kernels.
 *
 * @module
 */
import { type LstmCache, lstmCacheShapes } from "../layers/lstm.ts";
import type { RecurrenceParameters } from "../layers/recurrence.ts";
import type { Tensor } from "../tensor.ts";
import type { Definition } from "./assembler.ts";
import type { KernelMemory } from "./memory.ts";
import * as r from "./recurrence.ts";
import { behind } from "./rows.ts";
import { prepareSigmoid, prepareTanh } from "./vector_math.ts";

export function lstmForward(
  memory: KernelMemory,
  out: Tensor,
  cache: LstmCache,
  zx: Tensor,
  parameters: RecurrenceParameters,
): () => void {
  const sizes = r.sizesOf(out, zx, parameters, 4);
  r.checkCache(cache, lstmCacheShapes(sizes.B, sizes.T, sizes.H));
  const { h, c, tanhC, gates, zh } = cache;
  const { Wh, bh, start } = parameters;
  const kernel = memory.bind(
    forward(sizes, bh !== null),
    ...[out, h, c, tanhC, gates, zh, zx, Wh],
    ...bh === null ? [] : [bh],
  );
  return r.withStart(r.withStart(kernel, c, null), h, start);
}

export function lstmBackward(
  memory: KernelMemory,
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: LstmCache,
  { Wh }: RecurrenceParameters,
): () => void {
  const sizes = r.sizesOf(dout, dzx, gradients, 4);
  r.checkCache(cache, lstmCacheShapes(sizes.B, sizes.T, sizes.H));
  const { h, c, tanhC, gates, dh, dc } = cache;
  const places = [dzx, dout, c, tanhC, gates, dh, dc];
  const traces = { h, dz: gates, dh };
  const kernel = r.backThroughTime(memory, sizes, gradients, Wh, traces, backward(sizes), places);
  return () => {
    dc.data.fill(0);
    kernel();
  };
}

/** Parameters out, h, c, tanhC, gates, zh, zx, Wh and the bias if there is one. */
const forward = (sizes: r.Sizes, bias: boolean): Definition => ({
  pointers: bias ? 9 : 8,
  build(code, out, h, c, tanhC, gates, zh, zx, ...weights) {
    const { B, T, H, N } = sizes;
    const { get, set, multiply } = r.prepareGates(code);
    const sigmoid = prepareSigmoid(code);
    const [i, f, g, o, memory, shown] = r.vectors(code, 6);
    const tanhOfNew = prepareTanh(code, [g]);
    const tanhOfMemory = prepareTanh(code, [shown]);
    const next = [h, c].map((start) => behind(code, start, B * H));
    const states = [h, c, tanhC, ...next].map((pointer): r.Walk => [pointer, B * H]);
    r.forEachPosition(code, T, [[out, H], [zx, N], [gates, B * N], ...states], () => {
      r.stateProduct(sizes, bias).build(code, zh, h, ...weights);
      r.forEachCell(
        code,
        sizes,
        [
          [out, T * H],
          [zx, T * N],
          [gates, N],
          [zh, N],
          ...[c, tanhC, ...next].map((pointer): r.Walk => [pointer, H]),
        ],
        ([out, zx, gates, zh, c, tanhC, nextH, nextC], lanes) => {
          for (const [part, gate] of [i, f, g, o].entries()) {
            const offset = 4 * H * part;
            code.set(gate, code.add(code.load(zx, offset), code.load(zh, offset)));
            if (gate === g) tanhOfNew();
            else code.set(gate, sigmoid(gate));
            code.store(gates, offset, gate, lanes);
          }
          const isNew = () => code.mul(code.get(i), code.get(g));
          set(memory, code.madd(get(f), () => code.load(c), isNew));
          code.store(nextC, 0, memory, lanes);
          code.set(shown, code.get(memory));
          tanhOfMemory();
          code.store(tanhC, 0, shown, lanes);
          multiply(shown, o, shown);
          code.store(out, 0, shown, lanes);
          code.store(nextH, 0, shown, lanes);
        },
      );
    });
  },
});

/** Parameters dzx, dout, c, tanhC, gates, dh, dc, the transposed Wh. */
const backward = (sizes: r.Sizes): Definition => ({
  pointers: 8,
  build(code, dzx, dout, c, tanhC, gates, dh, dc, transposed) {
    const { B, T, H, N } = sizes;
    const { get, set, multiply, throughSigmoid, throughTanh } = r.prepareGates(code);
    const [i, f, g, o, shown, dNextH, dNextC, d] = r.vectors(code, 8);
    const walks: r.Walk[] = [
      [dzx, N],
      [dout, H],
      [c, B * H],
      [tanhC, B * H],
      [gates, B * N],
    ];
    r.forEachPositionBackward(code, T, walks, () => {
      r.forEachCell(
        code,
        sizes,
        [[dzx, T * N], [dout, T * H], [c, H], [tanhC, H], [gates, N], [dh, H], [dc, H]],
        ([dzx, dout, c, tanhC, gates, dh, dc], lanes) => {
          for (const [part, gate] of [i, f, g, o].entries()) {
            code.set(gate, code.load(gates, 4 * H * part));
          }
          code.set(shown, code.load(tanhC));
          code.set(dNextH, code.add(code.load(dout), code.load(dh)));
          throughTanh(d, shown, o);
          set(dNextC, code.madd(get(d), get(dNextH), () => code.load(dc)));

          const store = (part: number) => {
            code.store(dzx, 4 * H * part, d, lanes);
            code.store(gates, 4 * H * part, d, lanes);
          };
          multiply(d, g, dNextC);
          throughSigmoid(d, i, d);
          store(0);
          code.set(d, code.load(c));
          multiply(d, d, dNextC);
          throughSigmoid(d, f, d);
          store(1);
          multiply(d, i, dNextC);
          throughTanh(d, g, d);
          store(2);
          multiply(d, shown, dNextH);
          throughSigmoid(d, o, d);
          store(3);
          multiply(d, f, dNextC);
          code.store(dc, 0, d, lanes);
        },
      );
      r.stateGradient(sizes).build(code, dh, gates, transposed);
    });
  },
});
