/**
 * Kernels that carry numbers from position to position: what a convolution's taps see, and means of what came so far.
 *
 * @module
 */
import { checkShape, type Tensor } from "../tensor.ts";
import type { Code, Definition, Local } from "./assembler.ts";
import type { KernelMemory } from "./memory.ts";
import { behind, forEachInRows, type Walk } from "./rows.ts";
import { constants, prepareUnderflow } from "./vector_math.ts";

type Pointer = Local<"i32">;

export function tapsForward(
  memory: KernelMemory,
  seen: Tensor,
  x: Tensor,
  dilation: number,
): () => void {
  const [B, T, S, K] = seen.shape;
  checkShape("x", x, B, T, K);
  return memory.bind(spreadTaps({ B, T, S, K, dilation }), seen, x);
}

export function tapsBackward(
  memory: KernelMemory,
  dx: Tensor,
  dseen: Tensor,
  dilation: number,
): () => void {
  const [B, T, S, K] = dseen.shape;
  checkShape("dx", dx, B, T, K);
  return memory.bind(collectTaps({ B, T, S, K, dilation }), dx, dseen);
}

export function causalMeanForward(memory: KernelMemory, out: Tensor, x: Tensor): () => void {
  const [B, T, E] = x.shape;
  checkShape("out", out, B, T, E);
  return memory.bind(meansOfPast(B, T, E), out, x);
}

export function causalMeanBackward(memory: KernelMemory, dx: Tensor, dout: Tensor): () => void {
  const [B, T, E] = dout.shape;
  checkShape("dx", dx, B, T, E);
  return memory.bind(sumsOfShares(B, T, E), dx, dout);
}

interface Taps {
  B: number;
  T: number;
  /** How many taps; the last one sees the position itself. */
  S: number;
  K: number;
  dilation: number;
}

/** How many positions before its own tap j sees; at most T, which is before all of them. */
const lagOf = ({ T, S, dilation }: Taps, j: number) => Math.min(T, dilation * (S - 1 - j));

/** seen [B, T, S, K]: for each tap, 0 where there is nothing before, and then x [B, T, K]: parameters seen, x. */
const spreadTaps = (taps: Taps): Definition => ({
  pointers: 2,
  build(code, seen, x) {
    const { B, T, S, K } = taps;
    const { zero } = constants(code, { zero: 0 });
    const v = code.local("v128");
    code.repeat(B, () => {
      for (let j = 0; j < S; j++) {
        const lag = lagOf(taps, j);
        code.set(v, zero());
        forEachInRows(code, lag, K, [[behind(code, seen, j * K), S * K]], ([to], lanes) => {
          code.store(to, 0, v, lanes);
        });
        const first = behind(code, seen, (lag * S + j) * K);
        forEachInRows(code, T - lag, K, [[first, S * K], [x, K]], ([to, from], lanes) => {
          code.set(v, code.load(from));
          code.store(to, 0, v, lanes);
        });
      }
      code.advance(seen, 4 * T * S * K);
      code.advance(x, 4 * T * K);
    });
  },
});

/** dx [B, T, K] = Σ over the taps that see it of dseen [B, T, S, K], the last tap's first: parameters dx, dseen. */
const collectTaps = (taps: Taps): Definition => ({
  pointers: 2,
  build(code, dx, dseen) {
    const { B, T, S, K } = taps;
    const v = code.local("v128");
    code.repeat(B, () => {
      for (let j = S - 1; j >= 0; j--) {
        const lag = lagOf(taps, j);
        const first = behind(code, dseen, (lag * S + j) * K);
        forEachInRows(code, T - lag, K, [[dx, K], [first, S * K]], ([to, from], lanes) => {
          code.set(v, code.load(from));
          if (j < S - 1) code.set(v, code.add(code.load(to), code.get(v)));
          code.store(to, 0, v, lanes);
        });
      }
      code.advance(dx, 4 * T * K);
      code.advance(dseen, 4 * T * S * K);
    });
  },
});

/**
 * Runs `body` for each vector of E columns of each of B examples, with pointers that are at position `first` of T, and
 * with how many of its lanes are columns.
 */
function forEachColumn(
  code: Code,
  [B, T, E]: [number, number, number],
  first: number,
  starts: Pointer[],
  body: (at: Pointer[], lanes: number) => void,
): void {
  const walks = starts.map((start): Walk => [behind(code, start, first * E), T * E]);
  const at = starts.map(() => code.local("i32"));
  forEachInRows(code, B, E, walks, (columns, lanes) => {
    columns.forEach((column, i) => code.set(at[i], code.get(column)));
    body(at, lanes);
  });
}

/** out[t] = (x[0] + … + x[t]) / (t + 1) of [B, T, E]: parameters out, x. */
const meansOfPast = (B: number, T: number, E: number): Definition => ({
  pointers: 2,
  build(code, out, x) {
    const c = constants(code, { zero: 0, one: 1 });
    const rounded = prepareUnderflow(code);
    const [sum, count, v] = [0, 1, 2].map(() => code.local("v128"));
    forEachColumn(code, [B, T, E], 0, [out, x], ([to, from], lanes) => {
      code.set(sum, c.zero());
      code.set(count, c.zero());
      code.repeat(T, () => {
        code.set(sum, code.add(code.get(sum), code.load(from)));
        code.set(count, code.add(code.get(count), c.one()));
        code.set(v, code.div(code.get(sum), code.get(count)));
        code.set(v, rounded(v));
        code.store(to, 0, v, lanes);
        for (const pointer of [to, from]) code.advance(pointer, 4 * E);
      });
    });
  },
});

/** dx[s] = Σ dout[t] / (t + 1) over t ≥ s, from behind: parameters dx, dout, both [B, T, E]. */
const sumsOfShares = (B: number, T: number, E: number): Definition => ({
  pointers: 2,
  build(code, dx, dout) {
    const c = constants(code, { zero: 0, one: 1, positions: T });
    const rounded = prepareUnderflow(code);
    const [sum, count, v] = [0, 1, 2].map(() => code.local("v128"));
    forEachColumn(code, [B, T, E], T - 1, [dx, dout], ([to, from], lanes) => {
      code.set(sum, c.zero());
      code.set(count, c.positions());
      code.repeat(T, () => {
        code.set(v, code.div(code.load(from), code.get(count)));
        code.set(sum, code.add(code.get(sum), code.get(v)));
        code.set(v, rounded(sum));
        code.store(to, 0, v, lanes);
        code.set(count, code.sub(code.get(count), c.one()));
        for (const pointer of [to, from]) code.advance(pointer, -4 * E);
      });
    });
  },
});
