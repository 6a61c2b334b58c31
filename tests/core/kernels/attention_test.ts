import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { call, perform } from "../../../core/call.ts";
import { attentionBackward, attentionForward } from "../../../core/layers/causal_self_attention.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels, times } from "./twins.ts";

const setting = fc.record({
  B: size(4),
  T: size(36),
  heads: size(4),
  D: size(18),
  scale: fc.constantFrom(0.01, 1, 5),
  seed,
});

testKernels("attention and its gradients agree with their plain twins", (kernels) => {
  forAll(setting, ({ B, T, heads, D, scale, seed }) => {
    const numbers = new Numbers(seed);
    const E = heads * D;
    agree(
      kernels,
      {
        tensors: {
          ...{ qkv: times(scale, numbers.normal(B, T, 3 * E)), dy: numbers.normal(B, T, E) },
          ...{ y: output(B, T, E), attention: output(B, heads, T, T) },
          ...{ da: output(T), dqkv: output(B, T, 3 * E) },
        },
        writes: { y: scale, attention: 1, dqkv: scale * Math.sqrt(D) },
        run(arithmetic, { qkv, dy, y, attention, da, dqkv }) {
          perform(arithmetic, attentionForward, y, attention, qkv);
          perform(arithmetic, attentionBackward, dqkv, da, dy, attention, qkv);
        },
      },
      // Scores of some hundreds are off by their rounding, and exp makes a share of that.
      scale > 1 ? 2e-5 : 2e-6,
    );
  });
});

testKernels("what lies ahead is heeded by 0, whatever the numbers are", (kernels) => {
  const [B, T, heads, E] = [2, 11, 2, 8];
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [y, attention, qkv] = [[B, T, E], [B, heads, T, T], [B, T, 3 * E]].map(arithmetic.allocate);
  for (const special of [NaN, Infinity, -Infinity, 3e38]) {
    qkv.data.set(new Numbers(1).normal(B, T, 3 * E).data);
    qkv.data[5 * 3 * E] = special;
    attention.data.fill(NaN);
    perform(arithmetic, attentionForward, y, attention, qkv);
    const ahead = attention.data.filter((_, i) => i % T > Math.floor(i / T) % T);
    assertEquals(ahead, ahead.map(() => 0));
  }
});

testKernels("attention's shapes are checked when it is prepared", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [y, attention, qkv] = [[2, 3, 4], [2, 2, 3, 3], [2, 3, 4]].map(arithmetic.allocate);
  assertThrows(
    () => arithmetic.prepare(call([], attentionForward, y, attention, qkv)),
    TypeError,
    "qkv has shape [2, 3, 4], wanted [2, 3, 12]",
  );
});
