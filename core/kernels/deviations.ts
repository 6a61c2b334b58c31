/**
 * The kernel of deviations.ts, in double precision. A sum waits for the addition before it, so those of parameter,
 * gradient and update are made side by side; each is made in order, so that its bits are those of the plain code.
 *
 * @module
 */
import type { Updated } from "../deviations.ts";
import { checkSame, checkShape, sizeOf, type Tensor } from "../tensor.ts";
import { bind, type Definition, sequence } from "./assembler.ts";
import type { KernelMemory } from "./memory.ts";

export function deviations(
  memory: KernelMemory,
  out: Tensor,
  updated: readonly Updated[],
): () => void {
  checkShape("out", out, 3 * updated.length);
  const squares = memory.doubles(4 * updated.length);
  const kernel = memory.compile(sequence(...updated.map(({ before, grad, after }, i) => {
    checkSame({ before, grad, after });
    const places = [before, grad, after].map((tensor) => memory.addressOf(tensor));
    return bind(sumsOfSquares(sizeOf(before.shape)), squares.byteOffset + 32 * i, ...places);
  })));
  return () => {
    kernel();
    updated.forEach(({ before }, i) => {
      for (let k = 0; k < 3; k++) {
        out.data[3 * i + k] = Math.sqrt(squares[4 * i + k] / sizeOf(before.shape));
      }
    });
  };
}

const UNROLL = 4;

/**
 * Of before, grad and after − before, Σ (x − mean)²: parameters out (three doubles and one of no meaning), before,
 * grad, after.
 */
const sumsOfSquares = (size: number): Definition => ({
  pointers: 4,
  build(code, out, ...pointers) {
    const at = pointers.map(() => code.local("i32"));
    const [before, grad, after] = at;
    // Two of the three stand in one vector, the third and a zero in the other.
    const [x, y, sumX, sumY, meanX, meanY] = Array.from({ length: 6 }, () => code.local("v128"));
    const eachElement = (body: () => void) => {
      at.forEach((pointer, i) => code.set(pointer, code.get(pointers[i])));
      for (const sum of [sumX, sumY]) code.set(sum, code.mask(0));
      const element = (offset: number) => {
        code.set(x, code.toDoubles(code.loadFloats(before, grad, offset)));
        code.set(
          y,
          code.toDoubles(code.sub(code.loadFloat(after, offset), code.loadFloat(before, offset))),
        );
        body();
      };
      code.repeat(Math.floor(size / UNROLL), () => {
        for (let k = 0; k < UNROLL; k++) element(4 * k);
        for (const pointer of at) code.advance(pointer, 4 * UNROLL);
      });
      for (let k = 0; k < size % UNROLL; k++) element(4 * k);
    };
    eachElement(() => {
      code.set(sumX, code.addDoubles(code.get(sumX), code.get(x)));
      code.set(sumY, code.addDoubles(code.get(sumY), code.get(y)));
    });
    code.set(meanX, code.divDoubles(code.get(sumX), code.doubles(size)));
    code.set(meanY, code.divDoubles(code.get(sumY), code.doubles(size)));
    eachElement(() => {
      code.set(x, code.subDoubles(code.get(x), code.get(meanX)));
      code.set(y, code.subDoubles(code.get(y), code.get(meanY)));
      code.set(sumX, code.addDoubles(code.get(sumX), code.mulDoubles(code.get(x), code.get(x))));
      code.set(sumY, code.addDoubles(code.get(sumY), code.mulDoubles(code.get(y), code.get(y))));
    });
    code.store(out, 0, sumX);
    code.store(out, 16, sumY);
  },
});
