import { assertAlmostEquals } from "@std/assert";
import { sgdUpdate } from "../../core/optimizer.ts";

Deno.test("SGD with momentum and weight decay follows PyTorch's formula over two steps", () => {
  const value = { shape: [1], data: Float64Array.of(2) };
  const grad = { shape: [1], data: Float64Array.of(0.5) };
  const velocity = { shape: [1], data: Float64Array.of(0) };
  const parameters = [{ name: "p", value, grad }];
  const sgd = { parameters, velocities: [velocity], momentum: 0.9, weightDecay: 0.1 };
  const step = () => sgdUpdate(sgd, 0.1);
  step(); // d = 0.5 + 0.2, v = 0.7, p = 2 − 0.07
  assertAlmostEquals(value.data[0], 1.93, 1e-15);
  step(); // d = 0.5 + 0.193, v = 0.63 + 0.693, p = 1.93 − 0.1323
  assertAlmostEquals(value.data[0], 1.7977, 1e-15);
});
