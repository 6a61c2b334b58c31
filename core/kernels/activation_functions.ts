/**
 * Kernels of the activation functions that are gates, or nearly relu, element by element. What is multiplied is rounded
 * first, as underflow.ts says.
 *
 * @module
 */
import type { GeluApproximation } from "../layers/gelu.ts";
import { toFloat32 } from "../underflow.ts";
import type { Code, Definition, Local, Value } from "./assembler.ts";
import { elementwise, ofElements } from "./elementwise.ts";
import {
  constants,
  prepareNormal,
  prepareSigmoid,
  prepareTanh,
  prepareUnderflow,
} from "./vector_math.ts";

type Vector = Local<"v128">;

/** out = f(inputs), rounded as it is stored. */
const roundedElementwise = (
  size: number,
  inputs: number,
  prepare: (code: Code, scratch: () => Vector) => (...inputs: Vector[]) => Value<"v128">,
): Definition =>
  elementwise(size, inputs, (code) => {
    const f = prepare(code, () => code.local("v128"));
    const rounded = prepareUnderflow(code);
    const result = code.local("v128");
    return (...inputs) => {
      code.set(result, f(...inputs));
      return rounded(result);
    };
  });

/** out = σ(x): parameters out, x. */
export const sigmoidForward = (size: number): Definition => elementwise(size, 1, prepareSigmoid);

/** dx = out (1 − out) dout: parameters dx, dout, out. */
export const sigmoidBackward = (size: number): Definition =>
  roundedElementwise(size, 2, (code) => {
    const { one } = constants(code, { one: 1 });
    return (dout, out) => {
      const slope = () => code.mul(code.get(out), code.sub(one(), code.get(out)));
      return code.mul(slope(), code.get(dout));
    };
  });

/** out = x σ(x): parameters out, x. */
export const siluForward = (size: number): Definition =>
  roundedElementwise(size, 1, (code) => {
    const sigmoid = prepareSigmoid(code);
    return (x) => code.mul(code.get(x), sigmoid(x));
  });

/** dx = σ(x) (1 + x (1 − σ(x))) dout: parameters dx, dout, x. */
export const siluBackward = (size: number): Definition =>
  roundedElementwise(size, 2, (code, scratch) => {
    const { one } = constants(code, { one: 1 });
    const sigmoid = prepareSigmoid(code);
    const rounded = prepareUnderflow(code);
    const [gate, slope] = [scratch(), scratch()];
    return (dout, x) => {
      code.set(gate, sigmoid(x));
      const closed = () => code.sub(one(), code.get(gate));
      code.set(slope, code.madd(() => code.get(x), closed, one));
      code.set(slope, code.mul(code.get(gate), code.get(slope)));
      return code.mul(rounded(slope), code.get(dout));
    };
  });

/** out = x where x > 0, else slope · x: parameters out, x. */
export const leakyReluForward = (size: number, slope: number): Definition =>
  roundedElementwise(size, 1, (code) => {
    const c = constants(code, { zero: 0, slope: toFloat32(slope) });
    return (x) => {
      const less = () => code.mul(c.slope(), code.get(x));
      return code.select(code.get(x), less(), code.greater(code.get(x), c.zero()));
    };
  });

/** dx = dout where x > 0, else slope · dout: parameters dx, dout, x. */
export const leakyReluBackward = (size: number, slope: number): Definition =>
  roundedElementwise(size, 2, (code) => {
    const c = constants(code, { zero: 0, slope: toFloat32(slope) });
    return (dout, x) => {
      const less = () => code.mul(c.slope(), code.get(dout));
      return code.select(code.get(dout), less(), code.greater(code.get(x), c.zero()));
    };
  });

/**
 * out = x Φ(x), or its approximation by tanh, and its slope, Φ(x) + x φ(x) or the approximation's: parameters out,
 * slope, x. The backward pass is a product then: what is dear is what both have in common.
 */
export const geluForward = (size: number, approximate: GeluApproximation): Definition =>
  together(size, approximate === "tanh" ? geluByTanh : geluByNormal);

/** √(2/π), and the share of x³: see gelu.ts. */
const [SCALE, CUBIC] = [Math.sqrt(2 / Math.PI), 0.044715];
/** A larger square counts as this, so that slopes stay finite where tanh is ±1. */
const LARGEST_SQUARE = 2 ** 100;
/** A smaller square counts as this: all it is for is to be added to numbers near 1. */
const LEAST_SQUARE = 2 ** -60;

/** By Φ(x) itself, a vector at a time. */
const geluByNormal = (code: Code, lanes: readonly Lane[]) => {
  const rounded = prepareUnderflow(code);
  const normal = prepareNormal(code);
  const get = (vector: Vector) => () => code.get(vector);
  return () => {
    for (const { x, out, slope } of lanes) {
      const { below, density } = normal(x);
      code.set(out, code.mul(code.get(x), code.get(below)));
      code.set(out, rounded(out));
      code.set(slope, code.madd(get(x), get(density), get(below)));
      code.set(slope, rounded(slope));
    }
  };
};

/**
 * By tanh. The slope needs no rounding: 1 − t² is 0 or at least 2⁻²⁵, and it is a multiple of 2⁻⁶¹ as it is, since 1 +
 * t is about 1 wherever x is small enough for a finer sum.
 */
const geluByTanh = (code: Code, lanes: readonly Lane[]) => {
  const c = constants(code, { half: 0.5, one: 1, scale: SCALE, slope: 3 * SCALE * CUBIC });
  const rounded = prepareUnderflow(code);
  const tanhs = prepareTanhOfCubic(code, lanes.map(({ x }) => x));
  return () => {
    tanhs.find();
    tanhs.lanes.forEach(({ x, t, square }, i) => {
      const { out, slope } = lanes[i];
      const ofTanh = () => code.sub(c.one(), code.mul(code.get(t), code.get(t)));
      const ofCubic = () => code.madd(() => code.get(square), c.slope, c.scale);
      code.set(slope, code.mul(ofTanh(), ofCubic()));
      code.set(slope, code.mul(code.get(x), code.get(slope)));
      code.set(t, code.add(c.one(), code.get(t)));
      code.set(slope, code.mul(c.half(), code.add(code.get(t), code.get(slope))));
      code.set(out, code.mul(code.get(x), code.mul(c.half(), code.get(t))));
    });
    for (const { out } of lanes) code.set(out, rounded(out));
  };
};

/**
 * Prepares t = tanh(√(2/π) (x + 0.044715 x³)) and x² of several vectors. A small t is not rounded: it is for 1 + t and
 * 1 − t², which are 1 then.
 */
function prepareTanhOfCubic(code: Code, vectors: readonly Vector[]) {
  const c = constants(code, {
    one: 1,
    scale: SCALE,
    cubic: CUBIC,
    largest: LARGEST_SQUARE,
    least: LEAST_SQUARE,
  });
  const lanes = vectors.map((x) => ({ x, t: code.local("v128"), square: code.local("v128") }));
  const tanh = prepareTanh(code, lanes.map(({ t }) => t));
  const find = () => {
    for (const { x, t, square } of lanes) {
      code.set(square, code.min(code.mul(code.get(x), code.get(x)), c.largest()));
      code.set(square, code.max(code.get(square), c.least()));
      code.set(t, code.madd(() => code.get(square), c.cubic, c.one));
      code.set(t, code.mul(code.mul(code.get(x), c.scale()), code.get(t)));
    }
    tanh();
  };
  return { lanes, find };
}

/** How many vectors are worked on together, so that their steps need not wait for each other. */
const TOGETHER = 4;

/** A vector, and what becomes of it. */
interface Lane {
  x: Vector;
  out: Vector;
  slope: Vector;
}

/**
 * A function and its slope, several vectors at a time: parameters out, slope, x.
 *
 * @param prepare makes what sets out and slope
 */
const together = (
  size: number,
  prepare: (code: Code, lanes: readonly Lane[]) => () => void,
): Definition =>
  ofElements(size, (size) => ({
    pointers: 3,
    build(code, out, slope, x) {
      /** Goes on through so many times `count` vectors. */
      const pass = (times: number, count: number) => {
        const lanes = Array.from({ length: count }, (): Lane => ({
          x: code.local("v128"),
          out: code.local("v128"),
          slope: code.local("v128"),
        }));
        const find = prepare(code, lanes);
        code.repeat(times, () => {
          lanes.forEach((lane, v) => code.set(lane.x, code.load(x, 16 * v)));
          find();
          lanes.forEach((lane, v) => {
            code.store(out, 16 * v, lane.out);
            code.store(slope, 16 * v, lane.slope);
          });
          for (const pointer of [out, slope, x]) code.advance(pointer, 16 * count);
        });
      };
      const vectors = Math.ceil(size / 4);
      pass(Math.floor(vectors / TOGETHER), TOGETHER);
      pass(vectors % TOGETHER, 1);
    },
  }), 40);
