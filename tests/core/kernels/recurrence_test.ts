import { assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { type Arithmetic, createArithmetic } from "../../../core/arithmetic.ts";
import { call, perform } from "../../../core/call.ts";
import { gruBackward, gruCacheShapes, gruForward } from "../../../core/layers/gru.ts";
import {
  gruBeforeBackward,
  gruBeforeCacheShapes,
  gruBeforeForward,
} from "../../../core/layers/gru_before.ts";
import { lstmBackward, lstmCacheShapes, lstmForward } from "../../../core/layers/lstm.ts";
import type { RecurrenceParameters } from "../../../core/layers/recurrence.ts";
import { rnnBackward, rnnCacheShapes, rnnForward } from "../../../core/layers/rnn.ts";
import type { Tensor } from "../../../core/tensor.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels, times } from "./twins.ts";

const setting = fc.record({
  B: size(9),
  T: size(7),
  H: size(18),
  hasBias: fc.boolean(),
  learnsStart: fc.boolean(),
  seed,
});

/** A recurrence and how many gates it has. */
interface Kind<Cache> {
  gates: number;
  shapes(B: number, T: number, H: number): Record<keyof Cache & string, number[]>;
  forward(out: Tensor, cache: Cache, zx: Tensor, parameters: RecurrenceParameters): void;
  backward(
    dzx: Tensor,
    gradients: RecurrenceParameters,
    dout: Tensor,
    cache: Cache,
    parameters: RecurrenceParameters,
  ): void;
}

function check<Cache>(name: string, { gates, shapes, forward, backward }: Kind<Cache>): void {
  testKernels(`${name} and its gradients agree with their plain twins`, (kernels) => {
    forAll(setting, ({ B, T, H, hasBias, learnsStart, seed }) => {
      const numbers = new Numbers(seed);
      const N = gates * H;
      // Room is the arithmetic's own matter, but that both have it.
      const cacheOf = ({ allocate }: Arithmetic) =>
        Object.fromEntries(
          Object.entries<number[]>(shapes(B, T, H)).map(([name, shape]) => [name, allocate(shape)]),
        ) as Cache;
      const caches = new Map<Arithmetic, Cache>();
      agree(kernels, {
        tensors: {
          ...{ zx: numbers.normal(B, T, N), dout: numbers.normal(B, T, H) },
          ...{ Wh: times(1 / Math.sqrt(H), numbers.normal(H, N)), bh: numbers.normal(N) },
          ...{ start: numbers.normal(H), out: output(B, T, H), dzx: output(B, T, N) },
          ...{ dWh: output(H, N), dbh: output(N), dstart: output(H) },
        },
        writes: {
          ...{ out: 1, dzx: 1, dWh: Math.sqrt(B * T) },
          ...hasBias && { dbh: Math.sqrt(B * T) },
          ...learnsStart && { dstart: Math.sqrt(B) },
        },
        run(arithmetic, { zx, dout, Wh, bh, start, out, dzx, dWh, dbh, dstart }) {
          const parameters = { Wh, bh: hasBias ? bh : null, start: learnsStart ? start : null };
          const gradients = {
            Wh: dWh,
            bh: hasBias ? dbh : null,
            start: learnsStart ? dstart : null,
          };
          const cache = caches.get(arithmetic) ?? cacheOf(arithmetic);
          caches.set(arithmetic, cache);
          perform(arithmetic, forward, out, cache, zx, parameters);
          perform(arithmetic, backward, dzx, gradients, dout, cache, parameters);
        },
      }, 5e-6);
    }, 100);
  });
}

check("rnn", { gates: 1, shapes: rnnCacheShapes, forward: rnnForward, backward: rnnBackward });
check("gru", { gates: 3, shapes: gruCacheShapes, forward: gruForward, backward: gruBackward });
check("gru that resets its state", {
  gates: 3,
  shapes: gruBeforeCacheShapes,
  forward: gruBeforeForward,
  backward: gruBeforeBackward,
});
check("lstm", { gates: 4, shapes: lstmCacheShapes, forward: lstmForward, backward: lstmBackward });

testKernels("a recurrence's shapes are checked when it is prepared", (kernels) => {
  const { allocate, prepare } = createArithmetic(kernels, 2 ** 16);
  const [out, zx, Wh] = [[2, 3, 4], [2, 3, 12], [4, 11]].map(allocate);
  const cache = Object.fromEntries(
    Object.entries(gruCacheShapes(2, 3, 4)).map(([name, shape]) => [name, allocate(shape)]),
  ) as unknown as Parameters<typeof gruForward>[1];
  assertThrows(
    () => prepare(call([], gruForward, out, cache, zx, { Wh, bh: null, start: null })),
    TypeError,
    "Wh has shape [4, 11], wanted [4, 12]",
  );
});
