/**
 * Kernels of layer norm: each row of x [N, H] for itself, four vectors at a time, and the sums over rows that are the
 * gradients of gain and bias.
 *
 * @module
 */
import type { LayerNormCache } from "../layers/layer_norm.ts";
import { checkSame, checkShape, checkShapes, rowsOf, sizeOf, type Tensor } from "../tensor.ts";
import { type Code, type Definition, type Local, sequence, type Value } from "./assembler.ts";
import { sumOverBatch, sumProducts } from "./columns.ts";
import { forEachVector } from "./elementwise.ts";
import type { KernelMemory } from "./memory.ts";
import { acrossLanes } from "./rows.ts";
import { constants, prepareUnderflow } from "./vector_math.ts";

type Pointer = Local<"i32">;
type Vector = Local<"v128">;

export function layerNormForward(
  memory: KernelMemory,
  out: Tensor,
  { xhat, invStd }: LayerNormCache,
  x: Tensor,
  gain: Tensor,
  bias: Tensor | null,
  epsilon: number,
): () => void {
  const [N, H] = rowsOf(x).shape;
  checkSame({ x, out, xhat });
  checkShape("gain", gain, H);
  if (bias !== null) checkShape("bias", bias, H);
  checkSize("invStd", invStd, N);
  const definition = forward(N, H, bias !== null, epsilon);
  return memory.bind(definition, out, xhat, invStd, x, gain, ...bias === null ? [] : [bias]);
}

export function layerNormBackward(
  memory: KernelMemory,
  dx: Tensor,
  dgain: Tensor,
  dbias: Tensor | null,
  dout: Tensor,
  { xhat, invStd }: LayerNormCache,
  gain: Tensor,
): () => void {
  const [N, H] = rowsOf(dout).shape;
  checkSame({ dout, dx, xhat });
  checkShapes({ gain, dgain }, H);
  if (dbias !== null) checkShape("dbias", dbias, H);
  checkSize("invStd", invStd, N);
  return memory.bind(
    sequence(
      backward(N, H),
      sumProducts(N, H),
      ...dbias === null ? [] : [sumOverBatch(N, H)],
    ),
    ...[dx, dout, xhat, invStd, gain],
    ...[dgain, dout, xhat],
    ...dbias === null ? [] : [dbias, dout],
  );
}

/** It has a number a row, whatever its axes. */
function checkSize(name: string, { shape }: Tensor, N: number): void {
  if (sizeOf(shape) === N) return;
  throw new TypeError(`${name} has shape [${shape.join(", ")}], wanted ${N} numbers`);
}

/** Rows at once: a root and two divisions take long, and one row's need not wait for the other's. */
const TOGETHER = 2;

/**
 * Goes through N rows of H numbers, TOGETHER at once, and moves the pointers along.
 *
 * @param body gets where each of these rows begins, in the order of the pointers
 */
function eachRows(
  code: Code,
  [N, H]: readonly [number, number],
  pointers: Pointer[],
  body: (rows: Pointer[][]) => void,
): void {
  const pass = (times: number, together: number) => {
    const rows = Array.from({ length: together }, () => pointers.map(() => code.local("i32")));
    code.repeat(times, () => {
      rows.forEach((starts, i) =>
        starts.forEach((start, p) =>
          code.set(start, code.addInt(code.get(pointers[p]), code.int(4 * H * i)))
        )
      );
      body(rows);
      for (const pointer of pointers) code.advance(pointer, 4 * H * together);
    });
  };
  pass(Math.floor(N / TOGETHER), TOGETHER);
  pass(N % TOGETHER, 1);
}

/** What a vector of a row adds to a sum over the row: the sum with it, of the sum before. */
type Added = (before: () => Value<"v128">) => Value<"v128">;

/** What sums over a row are made of. */
function prepareRow(code: Code, H: number) {
  const parts = [0, 1].map(() => [0, 1, 2, 3].map(() => code.local("v128")));
  const v = code.local("v128");
  return {
    /**
     * Up to two sums over the vectors of a row that begins at `starts`, each with its own pointer: `add` says what each
     * vector adds to each of them.
     */
    sum(
      sums: Vector[],
      starts: Pointer[],
      add: (at: Pointer[], offset: number) => Added[],
    ): void {
      for (const part of parts.slice(0, sums.length).flat()) code.set(part, code.mask(0));
      const pointers = starts.map((start) => code.copy(start));
      forEachVector(code, H, pointers, (offset, lanes) => {
        add(pointers, offset).forEach((added, i) => {
          const part = parts[i][offset / 16];
          if (lanes === 4) return code.set(part, added(() => code.get(part)));
          // What lies behind the row might be anything.
          code.set(v, added(() => code.mask(0)));
          code.set(v, code.and(code.get(v), code.mask(lanes)));
          code.set(part, code.add(code.get(part), code.get(v)));
        });
      });
      sums.forEach((sum, i) => {
        const [all, ...others] = parts[i];
        for (const other of others) code.set(all, code.add(code.get(all), code.get(other)));
        code.set(sum, code.get(all));
        acrossLanes(code, sum, code.add);
      });
    },
    /**
     * Goes through a row. Where whole vectors are stored, the last one spills into the next row, which is written after
     * it.
     */
    each(starts: Pointer[], body: (at: Pointer[], offset: number, lanes: number) => void): void {
      const pointers = starts.map((start) => code.copy(start));
      forEachVector(code, H, pointers, (offset, lanes) => body(pointers, offset, lanes));
    },
  };
}

/** Parameters out, xhat, invStd, x, gain and the bias if there is one. */
const forward = (N: number, H: number, hasBias: boolean, epsilon: number): Definition => ({
  pointers: hasBias ? 6 : 5,
  build(code, out, xhat, invStd, x, gain, ...biases) {
    const c = constants(code, {
      one: 1,
      size: H,
      // Both as in batch norm's kernel: no quotient is subnormal.
      epsilon: epsilon < 2 ** -126 ? 0 : epsilon,
      leastSquares: 2 ** -100,
    });
    const rounded = prepareUnderflow(code);
    const row = prepareRow(code, H);
    const v = code.local("v128");
    const get = (vector: Vector) => () => code.get(vector);
    eachRows(code, [N, H], [x, xhat, out], (rows) => {
      const [means, invs] = [0, 1].map(() => rows.map(() => code.local("v128")));
      const xs = rows.map(([x]) => x);
      row.sum(means, xs, (xs, offset) => (
        xs.map((x) => (before) => code.add(before(), code.load(x, offset)))
      ));
      for (const mean of means) {
        code.set(mean, code.div(code.get(mean), c.size()));
        code.set(mean, rounded(mean));
      }
      row.sum(invs, xs, (xs, offset) => (
        xs.map((x, i) => (before) => {
          code.set(v, code.sub(code.load(x, offset), code.get(means[i])));
          return code.madd(get(v), get(v), before);
        })
      ));
      for (const inv of invs) {
        const areTooSmall = () => code.less(code.get(inv), c.leastSquares());
        code.set(inv, code.andNot(code.get(inv), areTooSmall()));
        code.set(inv, code.add(code.div(code.get(inv), c.size()), c.epsilon()));
        code.set(inv, code.div(c.one(), code.sqrt(code.get(inv))));
        code.set(inv, rounded(inv));
        code.store(invStd, 0, inv, 1);
        code.advance(invStd, 4);
      }
      rows.forEach((starts, i) => {
        row.each([...starts, gain, ...biases], ([x, xhat, out, gain, ...biases], offset) => {
          const centred = () => code.sub(code.load(x, offset), code.get(means[i]));
          code.set(v, code.mul(centred(), code.get(invs[i])));
          code.set(v, rounded(v));
          code.store(xhat, offset, v);
          const ofGain = () => code.load(gain, offset);
          if (biases.length === 0) code.set(v, code.mul(ofGain(), code.get(v)));
          else code.set(v, code.madd(ofGain, get(v), () => code.load(biases[0], offset)));
          code.set(v, rounded(v));
          code.store(out, offset, v);
        });
      });
    });
  },
});

/** Parameters dx, dout, xhat, invStd, gain. In between, dx holds gain · dout. */
const backward = (N: number, H: number): Definition => ({
  pointers: 5,
  build(code, dx, dout, xhat, invStd, gain) {
    const c = constants(code, { size: H });
    const rounded = prepareUnderflow(code);
    const row = prepareRow(code, H);
    const [inv, v, h] = [0, 1, 2].map(() => code.local("v128"));
    eachRows(code, [N, H], [dx, xhat, dout], (rows) => {
      const [sums, sumsXhat] = [0, 1].map(() => rows.map(() => code.local("v128")));
      rows.forEach((starts, i) => {
        row.sum([sums[i], sumsXhat[i]], [...starts, gain], ([dx, xhat, dout, gain], offset) => {
          code.set(v, code.mul(code.load(gain, offset), code.load(dout, offset)));
          code.set(v, rounded(v));
          code.store(dx, offset, v);
          return [
            (before) => code.add(before(), code.get(v)),
            (before) => code.madd(() => code.get(v), () => code.load(xhat, offset), before),
          ];
        });
      });
      for (const sum of sums) {
        code.set(sum, code.div(code.get(sum), c.size()));
        code.set(sum, rounded(sum));
      }
      for (const sum of sumsXhat) {
        // Before it is divided too, or the quotient might be subnormal.
        code.set(sum, rounded(sum));
        code.set(sum, code.div(code.get(sum), c.size()));
        code.set(sum, rounded(sum));
      }
      rows.forEach(([dx, xhat], i) => {
        code.set(inv, code.load(invStd));
        code.set(inv, code.broadcast(inv, 0));
        row.each([dx, xhat], ([dx, xhat], offset, lanes) => {
          code.set(h, code.mul(code.load(xhat, offset), code.get(sumsXhat[i])));
          code.set(v, code.sub(code.sub(code.load(dx, offset), code.get(sums[i])), code.get(h)));
          code.set(v, rounded(v));
          code.set(v, code.mul(code.get(inv), code.get(v)));
          code.set(v, rounded(v));
          // What lies behind the row is the next one's gain · dout already.
          code.store(dx, offset, v, lanes);
        });
        code.advance(invStd, 4);
      });
    });
  },
});
