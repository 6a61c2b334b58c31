import { assertEquals } from "@std/assert";
import { TorchGenerator } from "../../core/random/torch.ts";
import { encodeMetrics } from "../../runner/metrics.ts";

const textOf = (losses: number[], learningRates: number[]) =>
  new TextDecoder().decode(
    encodeMetrics({
      losses: Float32Array.from(losses),
      learningRates: Float64Array.from(learningRates),
    }),
  );

/** Makes sure that each number is written as JavaScript writes it, with nine digits. */
function check(losses: number[], learningRates: number[]): void {
  const nine = (x: number) => String(Number(x.toPrecision(9)));
  const rows = losses.map((loss, step) =>
    `${step},${nine(Math.fround(loss))},${nine(learningRates[step])}\r\n`
  );
  assertEquals(textOf(losses, learningRates).split(/(?<=\n)/), [
    "step,loss,learningRate\r\n",
    ...rows,
  ]);
}

Deno.test("metrics.csv has a row for each step, its numbers with nine digits", () => {
  assertEquals(
    textOf([3.25, 2, 1 + 2 ** -20], [0.1, 0.1, 1 / 3]),
    "step,loss,learningRate\r\n0,3.25,0.1\r\n1,2,0.1\r\n2,1.00000095,0.333333333\r\n",
  );
  assertEquals(textOf([], []), "step,loss,learningRate\r\n");
});

Deno.test("losses of any size, and those that are none, are written as JavaScript writes them", () => {
  const view = new DataView(new ArrayBuffer(4));
  const generator = new TorchGenerator(1);
  const ofAnyBits = Array.from({ length: 2000 }, () => {
    view.setUint32(0, generator.randint(2 ** 32 - 1));
    return view.getFloat32(0);
  });
  const losses = [
    ...Array.from({ length: 9000 }, () => 1 + 9 * generator.uniformFloat64()),
    ...ofAnyBits,
    ...[0, -0, 1, 10, 0.99999994, 1.0000001, 9.999999, NaN, Infinity, -Infinity, 1e-45, 3.4e38],
  ];
  check(losses, losses.map((_, step) => step < 5000 ? 0.1 : 1e-9 * step));
});
