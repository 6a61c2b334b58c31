/**
 * Kernels of the optimizers' updates. Nothing is fused here, so that all arithmetics of kernels give the same bits.
 *
 * @module
 */
import { numbersOf, type OptimizerName, type OptimizerState } from "../optimizers.ts";
import type { Numbers } from "../optimizers/kind.ts";
import { checkShapes, rowsOf } from "../tensor.ts";
import { LEAST_SQUARE, LEAST_SQUARED, toFloat32 } from "../underflow.ts";
import type { Code, Definition, Local, Value } from "./assembler.ts";
import { forEachVector } from "./elementwise.ts";
import type { KernelMemory } from "./memory.ts";
import { atOnce, divisible, ofMatrix } from "./parts.ts";
import { constants, prepareUnderflow } from "./vector_math.ts";

type Pointer = Local<"i32">;
type Vector = Local<"v128">;
type Emit = () => Value<"v128">;

/** What an update's kernel is made of. Each element is loaded into `p` and `d` (its gradient), and `p` is stored. */
interface Parts {
  code: Code;
  /** The parameter and its gradient; a kernel may change both. */
  p: Vector;
  d: Vector;
  /** What is kept, in order; what is set there is stored. */
  kept: readonly Vector[];
  /** The update's numbers. */
  numbers: Readonly<Record<string, Emit>>;
  /** x + weightDecay · p; nothing is emitted where nothing decays. */
  decayed: (x: Value<"v128">) => Value<"v128">;
  /** As toFloat32. */
  rounded: (x: Vector) => Value<"v128">;
  /** x, but 0 where |x| is less. */
  from: (least: Emit, x: Vector) => Value<"v128">;
  /** LEAST_SQUARED, LEAST_SQUARE and 2⁻⁶². */
  least: Record<"squared" | "square" | "multiplied", Emit>;
  scratch: () => Vector;
}

/** The kernels, by the optimizers' names: each updates one vector of elements, by the formula in its file. */
const UPDATES: Record<
  OptimizerName,
  (parts: Parts, options: OptimizerState["options"]) => () => void
> = {
  sgd,
  adam,
  adamw: adam,
  rmsprop,
};

/**
 * What is multiplied by the rate and not stored need not be rounded: from 2⁻⁶² on, no rate makes it subnormal, and
 * below it is 0.
 */
function sgd(parts: Parts, options: OptimizerState["options"]): () => void {
  const { code, p, d, kept: [v], numbers, decayed, rounded, from, least } = parts;
  const { learningRate, momentum } = numbers;
  const nesterov = options.name === "sgd" && options.nesterov;
  return () => {
    if (v === undefined || nesterov) code.set(d, decayed(code.get(d)));
    if (v !== undefined) {
      code.set(v, code.mul(momentum(), code.get(v)));
      code.set(v, code.add(code.get(v), code.get(d)));
      if (!nesterov) code.set(v, decayed(code.get(v)));
      code.set(v, rounded(v));
      if (nesterov) code.set(d, code.add(code.get(d), code.mul(momentum(), code.get(v))));
      else code.set(d, code.get(v));
    }
    if (v === undefined || nesterov) code.set(d, from(least.multiplied, d));
    code.set(d, code.mul(learningRate(), code.get(d)));
    code.set(p, code.sub(code.get(p), rounded(d)));
  };
}

/** What is divided is 0 or at least 2⁻⁶², and the divisor at most 2⁶⁴, so no quotient is subnormal. */
function adam(
  { code, p, d, kept: [m, s], numbers, decayed, rounded, from, least, scratch }: Parts,
) {
  const { rate, correction, beta1, rest1, beta2, rest2, epsilon, keep } = numbers;
  const [divisor, share] = [scratch(), scratch()];
  return () => {
    code.set(d, decayed(code.get(d)));
    code.set(d, from(least.squared, d));
    code.set(m, code.add(code.mul(beta1(), code.get(m)), code.mul(rest1(), code.get(d))));
    code.set(m, rounded(m));
    code.set(share, code.mul(code.mul(rest2(), code.get(d)), code.get(d)));
    code.set(s, code.add(code.mul(beta2(), code.get(s)), code.get(share)));
    code.set(s, from(least.square, s));
    code.set(divisor, code.div(code.sqrt(code.get(s)), correction()));
    code.set(divisor, code.add(code.get(divisor), epsilon()));
    code.set(d, code.mul(rate(), code.get(m)));
    code.set(d, from(least.multiplied, d));
    code.set(d, code.div(code.get(d), code.get(divisor)));
    code.set(p, code.mul(keep(), code.get(p)));
    code.set(p, code.sub(rounded(p), rounded(d)));
  };
}

function rmsprop(
  { code, p, d, kept: [s, v], numbers, decayed, rounded, from, least, scratch }: Parts,
) {
  const { learningRate, alpha, rest, epsilon, momentum } = numbers;
  const [divisor, share] = [scratch(), scratch()];
  return () => {
    code.set(d, decayed(code.get(d)));
    code.set(d, from(least.squared, d));
    code.set(share, code.mul(code.mul(rest(), code.get(d)), code.get(d)));
    code.set(s, code.add(code.mul(alpha(), code.get(s)), code.get(share)));
    code.set(s, from(least.square, s));
    code.set(divisor, code.add(code.sqrt(code.get(s)), epsilon()));
    if (v === undefined) {
      code.set(d, code.mul(learningRate(), code.get(d)));
      code.set(d, from(least.multiplied, d));
      code.set(d, code.div(code.get(d), code.get(divisor)));
    } else {
      code.set(d, code.div(code.get(d), code.get(divisor)));
      code.set(v, code.add(code.mul(momentum(), code.get(v)), rounded(d)));
      code.set(v, rounded(v));
      code.set(d, code.mul(learningRate(), code.get(v)));
    }
    code.set(p, code.sub(code.get(p), rounded(d)));
  };
}

/**
 * The update of a tensor: parameters p, g, what is kept, and where the numbers lie, each four times over.
 *
 * @param numbers those of the first update, of which only the names matter, and whether the weight decay is 0
 */
const updateOf = (
  size: number,
  kept: number,
  numbers: Numbers,
  options: OptimizerState["options"],
): Definition =>
  divisible(
    { size, unit: 16, work: 2 * (2 + kept) },
    (size) => updateOfElements(size, kept, numbers, options),
    [...Array(2 + kept).fill(4), 0],
  );

const updateOfElements = (
  size: number,
  kept: number,
  first: Numbers,
  options: OptimizerState["options"],
): Definition => ({
  pointers: 3 + kept,
  build(code, ...pointers) {
    const at = pointers.pop()!;
    const scratch = () => code.local("v128");
    const numbers = Object.fromEntries(
      Object.keys(first).map((name, i) => {
        const local = scratch();
        code.set(local, code.load(at, 16 * i));
        return [name, () => code.get(local)];
      }),
    );
    const least = constants(code, {
      squared: LEAST_SQUARED,
      square: LEAST_SQUARE,
      multiplied: 2 ** -62,
    });
    const from = (least: Emit, x: Vector) =>
      code.andNot(code.get(x), code.less(code.abs(code.get(x)), least()));
    const rounded = prepareUnderflow(code);
    const [p, d, ...vectors] = pointers.map(scratch);
    const decays = first.weightDecay !== 0;
    const decayed = (x: Value<"v128">) =>
      decays ? code.add(x, code.mul(numbers.weightDecay(), code.get(p))) : x;
    const own = { p, d, kept: vectors };
    const parts: Parts = { code, ...own, numbers, decayed, rounded, from, least, scratch };
    const update = UPDATES[options.name](parts, options);
    forEachVector(code, size, pointers, (offset) => {
      [p, d, ...vectors].forEach((vector, i) => code.set(vector, code.load(pointers[i], offset)));
      update();
      vectors.forEach((vector, i) => code.store(pointers[2 + i], offset, vector));
      code.store(pointers[0], offset, p);
    });
  },
});

/** The update of all parameters, in one kernel. */
export function prepareUpdate(
  memory: KernelMemory,
  optimizer: OptimizerState,
): (numbers: ReadonlyMap<number, Numbers>) => void {
  const { options, parameters, kept, weightDecays } = optimizer;
  const first = numbersOf(optimizer, 0, 1);
  const rooms = new Map(
    [...first].map(([decay, numbers]) => [
      decay,
      memory.allocate([4 * Object.keys(numbers).length]),
    ]),
  );
  const kernel = memory.bind(
    atOnce(
      ...parameters.map(({ value }, i) => {
        const [rows, N] = rowsOf(value).shape;
        const steps = [...Array(2 + kept[i].length).fill(4), 0];
        const numbers = first.get(weightDecays[i])!;
        return ofMatrix(rows, N, (size) => updateOf(size, kept[i].length, numbers, options), steps);
      }),
    ),
    ...parameters.flatMap(({ value, grad }, i) => {
      const tensors = [value, grad, ...kept[i]];
      for (const tensor of tensors) checkShapes({ tensor }, ...value.shape);
      return [...tensors, rooms.get(weightDecays[i])!];
    }),
  );
  return (numbers) => {
    for (const [decay, { data }] of rooms) {
      Object.values(numbers.get(decay)!).forEach((number, i) => {
        const rounded = toFloat32(number);
        if (data[4 * i] !== rounded) data.fill(rounded, 4 * i, 4 * i + 4);
      });
    }
    kernel();
  };
}
