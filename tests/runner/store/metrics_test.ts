import { assertEquals } from "@std/assert";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { asWritten, decodeMetrics, encodeMetrics } from "../../../runner/store/metrics.ts";

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

Deno.test("what is written is read back, number by number", () => {
  const generator = new TorchGenerator(2);
  const losses = Float32Array.from({ length: 5000 }, (_, i) => {
    const x = generator.uniformFloat64();
    return i % 7 === 0 ? x * 1e-30 : i % 11 === 0 ? -x * 1e30 : 5 * x;
  });
  losses[3] = Infinity;
  const learningRates = Float64Array.from(losses, (_, i) => i < 3000 ? 0.1 : 1 / i);
  const metrics = { losses, learningRates };
  assertEquals(decodeMetrics(encodeMetrics(metrics)), asWritten(metrics));
});

Deno.test("a file of another look is left to the parser", () => {
  const header = "step,loss,learningRate\r\n";
  const decode = (text: string) => decodeMetrics(new TextEncoder().encode(text));
  assertEquals(decode(`${header}0,2.5,0.1\r\n`)?.losses, Float32Array.of(2.5));
  for (
    const rows of [
      "0,2.5,0.1",
      "0,2.5",
      "0,2.5,0.1\n1,2.5,0.1\r\n",
      "1,2.5,0.1\r\n",
      "0,NaN,0.1\r\n",
      '0,"2.5",0.1\r\n',
      "0,2.5,0.1\r\n0,2.5,0.1\r\n",
      "0,2.5,0.1,7\r\n",
      "0,2.5,0.1\r\n1,2.5,",
    ]
  ) assertEquals(decode(header + rows), null, rows);
  assertEquals(decode("loss,step,learningRate\r\n0,2.5,0.1\r\n"), null);
});
