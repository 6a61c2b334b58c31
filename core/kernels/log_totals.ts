/**
 * The kernel of log_totals.ts, in double precision: two rows at a time, each summed in order, by the very operations of
 * exact_math.ts, so that its bits are those of the plain code.
 *
 * @module
 */
import { EXP, log } from "../exact_math.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import type { Code, Definition, Local, Value } from "./assembler.ts";
import type { KernelMemory } from "./memory.ts";

type Vector = Local<"v128">;

/** Less than this beside a sum of at least 1 is nothing. */
const LEAST = -700;
/** Adding 1.5 · 2⁵² rounds to an integer, which then lies in the low bits. */
const MAGIC = 1.5 * 2 ** 52;

export function logTotals(memory: KernelMemory, out: Tensor, logits: Tensor): () => void {
  const [N, V] = logits.shape;
  checkShape("out", out, N);
  const pairs = Math.ceil(N / 2);
  const table = memory.doubles(EXP.table.length);
  table.set(EXP.table);
  const [largest, sums] = [memory.doubles(2 * pairs), memory.doubles(2 * pairs)];
  const kernel = memory.bind(
    sumsOfExp(N, V),
    ...[largest.byteOffset, sums.byteOffset],
    logits,
    table.byteOffset,
  );
  return () => {
    kernel();
    for (let n = 0; n < N; n++) out.data[n] = largest[n] + log(sums[n]);
  };
}

/** Of each row the largest logit, and Σ exp(logit − largest): parameters largest, sums, logits, the table of exp. */
const sumsOfExp = (N: number, V: number): Definition => ({
  pointers: 4,
  build(code, largest, sums, logits, table) {
    const [a, b, ends] = [code.local("i32"), code.local("i32"), code.local("i32")];
    const [x, max, sum] = [code.local("v128"), code.local("v128"), code.local("v128")];
    const exp = prepareExp(code, table);
    const eachPair = (body: () => void) => {
      code.set(a, code.get(logits));
      code.set(b, code.get(ends));
      code.repeat(V, () => {
        code.set(x, code.loadFloats(a, b));
        body();
        code.advance(a, 4);
        code.advance(b, 4);
      });
    };
    /** Rows of which the second is `apart` rows behind the first. */
    const rows = (apart: number) => {
      code.set(ends, code.addInt(code.get(logits), code.int(4 * V * apart)));
      code.set(max, code.splat(code.float(-Infinity)));
      eachPair(() => code.set(max, code.max(code.get(max), code.get(x))));
      code.set(max, code.toDoubles(code.get(max)));
      code.set(sum, code.mask(0));
      eachPair(() => {
        code.set(x, code.subDoubles(code.toDoubles(code.get(x)), code.get(max)));
        code.set(sum, code.addDoubles(code.get(sum), exp(x)));
      });
      code.store(largest, 0, max);
      code.store(sums, 0, sum);
    };
    code.repeat(Math.floor(N / 2), () => {
      rows(1);
      code.advance(logits, 8 * V);
      code.advance(largest, 16);
      code.advance(sums, 16);
    });
    if (N % 2 === 1) rows(0);
  },
});

/** e^x of two x up to 0, as exact_math.ts has it, but 0 below LEAST; NaN passes. */
function prepareExp(code: Code, table: Local<"i32">): (x: Vector) => Value<"v128"> {
  const constant = (value: number) => {
    const local = code.local("v128");
    code.set(local, code.doubles(value));
    return () => code.get(local);
  };
  const least = constant(LEAST), magic = constant(MAGIC);
  const stepsIn1 = constant(EXP.stepsIn1);
  const [stepHigh, stepLow] = [constant(EXP.stepHigh), constant(EXP.stepLow)];
  const [c2, c3, c4, c5, c6] = [2, 6, 24, 120, 720].map((n) => constant(1 / n));
  const one = constant(1); // of which only the exponent's bits are used
  const [magical, n, r, r2, p, high] = Array.from({ length: 6 }, () => code.local("v128"));
  const [first, second] = [code.local("i32"), code.local("i32")];
  const { addDoubles: add, subDoubles: sub, mulDoubles: mul } = code;
  const get = (vector: Vector) => code.get(vector);
  /** Where the table has 2^(i/32), i the last 5 bits of a lane. */
  const entry = (lane: 0 | 1) =>
    code.addInt(
      code.mulInt(code.andInt(code.laneInt(magical, 2 * lane), code.int(31)), code.int(16)),
      code.get(table),
    );
  return (x) => {
    code.set(magical, add(mul(get(x), stepsIn1()), magic()));
    code.set(n, sub(get(magical), magic()));
    code.set(r, sub(sub(get(x), mul(get(n), stepHigh())), mul(get(n), stepLow())));
    code.set(r2, mul(get(r), get(r)));
    code.set(p, add(add(c4(), mul(get(r), c5())), mul(get(r2), c6())));
    code.set(p, add(add(c2(), mul(get(r), c3())), mul(get(r2), get(p))));
    code.set(p, add(get(r), mul(get(r2), get(p))));
    code.set(first, entry(0));
    code.set(second, entry(1));
    code.set(high, code.loadDoubles(first, second, 0));
    code.set(p, add(code.loadDoubles(first, second, 8), mul(get(high), get(p))));
    code.set(p, add(get(high), get(p)));
    // times 2^⌊n / 32⌋
    code.set(n, code.shiftLeftLongs(code.shiftRightLongs(get(magical), code.int(5)), code.int(52)));
    code.set(p, mul(get(p), code.addLongs(get(n), one())));
    return code.andNot(get(p), code.lessDoubles(get(x), least()));
  };
}
