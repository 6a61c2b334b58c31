import { assertEquals } from "@std/assert";
import { KERNELS } from "../../../core/kernels/kernel_arithmetic.ts";
import { MODELS, operations } from "../../bench/kernels/values.ts";
import { testKernels } from "./twins.ts";

testKernels("every kernel is timed on ordinary and on other values", (kernels) => {
  const timed = new Set(
    Object.keys(MODELS).flatMap((model) => (
      operations(kernels, model, "tiny").map(({ operation }) => operation)
    )),
  );
  const missing = [...KERNELS.keys()].filter((operation) => !timed.has(operation));
  assertEquals(missing.map(({ name }) => name), []);
});
