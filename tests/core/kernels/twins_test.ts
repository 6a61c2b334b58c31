import { assertThrows } from "@std/assert";
import { agree, Numbers, output, testKernels } from "./twins.ts";

testKernels("what the comparison is there to find is found", (kernels) => {
  const compare = (spoil: (out: Float32Array, x: Float32Array) => void) => () =>
    agree(kernels, {
      tensors: { x: new Numbers(1).normal(3, 3), out: output(3, 3) },
      writes: { out: 1 },
      run(arithmetic, { x, out }) {
        out.data.set(x.data);
        if (arithmetic.name !== "plain") spoil(out.data as Float32Array, x.data as Float32Array);
      },
    });
  const behind = (data: Float32Array, bytes: number) =>
    new Float32Array(data.buffer, data.byteOffset + data.byteLength + bytes);

  compare(() => {})();
  compare((out) => behind(out, 0)[0] = 7)(); // padding
  assertThrows(compare((out) => out[8] += 1e-5), Error, "out [3,3] differs by");
  assertThrows(compare((out) => out[8] = NaN), Error, "differs by NaN");
  assertThrows(compare((out) => out[8] += behind(out, 0)[0]), Error, "differs by NaN");
  assertThrows(compare((_, x) => x[0] = 1), Error, "x has been written");
  assertThrows(compare((out) => behind(out, 28)[0] = 7), Error, "guard 2 has been written over");
  let calls = 0;
  assertThrows(compare((out) => out[0] += 1e-7 * calls++), Error, "the second call");
});
