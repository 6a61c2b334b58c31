import { assertEquals, assertThrows } from "@std/assert";
import { mlpLayers, type MlpOptions } from "../../../core/architectures/mlp.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { memoryOf } from "../../../core/memory_of.ts";
import { NORM, start } from "./driven.ts";
import { testKernels } from "./twins.ts";

const OPTIONS: MlpOptions = {
  vocabularySize: 9,
  contextLength: 2,
  embeddingSize: 3,
  hiddenSizes: [13],
  activation: "tanh",
  batchNorm: NORM,
  bias: true,
};

testKernels("after the first evaluation nothing is allocated or compiled any more", (kernels) => {
  let modules = 0;
  const { Module } = WebAssembly;
  WebAssembly.Module = new Proxy(Module, {
    construct: (target, [bytes]) => (modules++, new target(bytes)),
  });
  try {
    const arithmetic = createArithmetic(kernels, memoryOf(mlpLayers(OPTIONS), OPTIONS, 5));
    // Where the next tensor lies, and how large the memory is that it lies in.
    const next = () => arithmetic.allocate([1]).data;
    const training = start(OPTIONS, 5, arithmetic);
    training.step();
    training.evaluate();
    const [before, compiled] = [next(), modules];
    for (let evaluation = 0; evaluation < 5; evaluation++) {
      for (let step = 0; step < 4000; step++) training.step();
      training.evaluate();
    }
    const after = next();
    assertEquals(modules, compiled);
    assertEquals(after.byteOffset - before.byteOffset, 64); // the tensor of 4 bytes itself, padded
    assertEquals(after.buffer, before.buffer);
    assertEquals(before.length, 1); // its memory has not been replaced
  } finally {
    WebAssembly.Module = Module;
  }
});

testKernels("a memory that is too small is reported", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  assertThrows(
    () => arithmetic.allocate([200, 100]),
    RangeError,
    "The kernels' memory of 65536 bytes is full; a tensor of [200, 100] does not fit",
  );
});
