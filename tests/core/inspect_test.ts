import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createArithmetic } from "../../core/arithmetic.ts";
import { inspectModel } from "../../core/inspect.ts";
import { updateSizes } from "../../core/update_sizes.ts";
import { hasSimd } from "../../core/kernels/availability.ts";
import { createMlp, initializeMlp, type MlpInit } from "../../core/architectures/mlp.ts";
import type { Model } from "../../core/model.ts";
import { probe } from "../../core/probe.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { needs } from "../permissions.ts";
import { makeExamples, makeModel, NORM, OPTIONS } from "./model.ts";
import { groupsOf, tableOf } from "./perceptron.ts";

const [B, V, T] = [7, OPTIONS.vocabularySize, OPTIONS.contextLength];
const examples = makeExamples(21);

const batch = probe(examples, B);
const rows = Array.from({ length: B }, (_, i) => i);

/** A forward pass by hand: each layer's y and h, rows of numbers. */
function byHand(model: Model): { y: number[][]; h: number[][] }[] {
  const E = tableOf(model).value.shape[1];
  let x = rows.map((example) =>
    Array.from({ length: T }, (_, t) => {
      const row = batch.X[example * T + t];
      return Array.from(tableOf(model).value.data.subarray(row * E, (row + 1) * E));
    }).flat()
  );
  return groupsOf(model).map(({ W, b, batchNorm, activation }) => {
    const N = W.value.shape[1];
    const z = x.map((row) =>
      Array.from(
        { length: N },
        (_, j) =>
          row.reduce((sum, xk, k) => sum + xk * W.value.data[k * N + j], b ? b.value.data[j] : 0),
      )
    );
    const y = !batchNorm ? z : z.map((row) =>
      row.map((zj, j) => {
        const column = z.map((row) => row[j]);
        const mean = average(column);
        const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (B - 1);
        const normal = (zj - mean) / Math.sqrt(variance + NORM.epsilon);
        return batchNorm.gain.value.data[j] * normal + batchNorm.bias.value.data[j];
      })
    );
    const act = { tanh: Math.tanh, relu: (x: number) => Math.max(0, x) };
    const h = activation ? y.map((row) => row.map(act[activation])) : y;
    x = h;
    return { y, h };
  });
}

const average = (x: number[]) => x.reduce((sum, xi) => sum + xi / x.length, 0);
const deviation = (x: number[]) => Math.sqrt(average(x.map((xi) => (xi - average(x)) ** 2)));

/** Equal to the 4 digits that are kept. */
const near = (found: number | null, wanted: number) =>
  assertAlmostEquals(found!, wanted, 6e-4 * Math.abs(wanted) + 1e-12);

function countsByHand(values: number[], low: number, high: number): number[] {
  const counts = new Array(60).fill(0);
  for (const x of values) {
    counts[Math.min(59, Math.max(0, Math.floor((x - low) / (high - low) * 60)))]++;
  }
  return counts;
}

const bitsOf = (map: { rows: number; units: number; bits: string }): boolean[][] => {
  const bytes = Uint8Array.fromBase64(map.bits);
  const bit = (i: number) => (bytes[i >> 3] >> (i & 7) & 1) === 1;
  return Array.from(
    { length: map.rows },
    (_, i) => Array.from({ length: map.units }, (_, j) => bit(i * map.units + j)),
  );
};

for (const activation of ["tanh", "relu"] as const) {
  for (const batchNorm of [false, NORM] as const) {
    const name = `${activation}${batchNorm ? " with batch norm after all" : ""}`;
    const model = makeModel({ activation, batchNorm });
    if (activation === "tanh") { // so that some units are saturated
      for (const { W } of groupsOf(model)) W.value.data.forEach((x, i) => W.value.data[i] = 3 * x);
    }
    const inside = inspectModel(model, examples, B);
    const wanted = byHand(model);

    Deno.test(`${name}: mean and std of each unit's y`, () => {
      assertEquals(inside.layers.map((layer) => layer.name), ["hidden 1", "hidden 2", "output"]);
      inside.layers.forEach(({ mean, std, units }, l) => {
        assertEquals([units, mean.length], [[6, 4, 5][l], [6, 4, 5][l]]);
        for (let j = 0; j < mean.length; j++) {
          const column = wanted[l].y.map((row) => row[j]);
          assertAlmostEquals(mean[j]!, average(column), 6e-4);
          near(std[j], deviation(column));
        }
      });
    });

    Deno.test(`${name}: histograms of h`, () => {
      inside.layers.forEach(({ activations: { low, high, counts } }, l) => {
        const h = wanted[l].h.flat();
        if (activation === "tanh" && l < 2) assertEquals([low, high], [-1, 1]);
        else {
          near(low, Math.min(...h));
          near(high, Math.max(...h));
        }
        assertEquals(counts, countsByHand(h, low, high));
      });
    });

    Deno.test(`${name}: the share and the map of saturated h, and dead units`, () => {
      assertEquals(inside.layers[2].saturation, null);
      let seen = 0;
      for (const l of [0, 1]) {
        const { share, dead, map } = inside.layers[l].saturation!;
        const flat = wanted[l].h.map((row) =>
          row.map((x) => activation === "tanh" ? Math.abs(x) > 0.97 : x === 0)
        );
        assertEquals(bitsOf(map), flat);
        near(share, average(flat.flat().map(Number)));
        assertEquals(dead, flat[0].filter((_, j) => flat.every((row) => row[j])).length);
        seen += share;
      }
      assert(seen > 0);
    });

    Deno.test(`${name}: the logits`, () => {
      const rows = wanted[2].h;
      const P = rows.map((row) => {
        const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
        return row.map((x) => Math.exp(x) / total);
      });
      const right = P.map((row, i) => row[batch.Y[i]]);
      const { logits } = inside;
      assertAlmostEquals(logits.loss!, -average(right.map(Math.log)), 1e-5);
      near(logits.std, deviation(rows.flat()));
      near(logits.max, Math.max(...rows.flat().map(Math.abs)));
      near(logits.right, average(right));
      near(logits.likeliest, average(P.map((row) => Math.max(...row))));
    });

    Deno.test(`${name}: gradients of the logits, and of the parameters by small differences`, () => {
      const loss = () => inspectModel(model, examples, B).logits.loss!;
      const P = wanted[2].h.map((row) => {
        const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
        return row.map((x) => Math.exp(x) / total);
      });
      const dlogits = P.flatMap((row, i) =>
        row.map((p, j) => Math.log10(Math.abs(p - Number(j === batch.Y[i])) / B))
      );
      assertEquals(inside.layers[2].gradients.counts, countsByHand(dlogits, -12, 3));
      const { value } = groupsOf(model)[1].W;
      const gradients = Array.from(value.data, (x, i) => {
        const [up, down] = [1e-2, -1e-2].map((d) => (value.data[i] = x + d, loss()));
        value.data[i] = x;
        return (up - down) / 2e-2;
      });
      const W2 = inside.parameters.find(({ name }) => name === "W2")!;
      assertAlmostEquals(W2.gradStd!, deviation(gradients), 0.02 * deviation(gradients));
      near(W2.std, deviation(Array.from(value.data)));
      assertEquals(W2.gradients.counts.reduce((a, b) => a + b) + W2.gradients.zeros, 24);
    });
  }
}

Deno.test("parameters and running statistics stay as they are, to the bit", () => {
  const model = makeModel({ batchNorm: NORM });
  const all = () =>
    JSON.stringify([
      model.parameters.map(({ value }) => Array.from(value.data)),
      groupsOf(model).map(({ batchNorm }) => Array.from(batchNorm!.running.mean.data)),
      groupsOf(model).map(({ batchNorm }) => Array.from(batchNorm!.running.spread.data)),
    ]);
  const before = all();
  inspectModel(model, examples, B);
  assertEquals(all(), before);
});

Deno.test("embeddings of one and two dimensions are shown as they are, others in a plane", () => {
  const of = (embeddingSize: number) => {
    const model = makeModel({ embeddingSize });
    return {
      data: tableOf(model).value.data,
      embedding: inspectModel(model, examples, B).embedding!,
    };
  };
  const [one, two, three] = [1, 2, 3].map(of);
  const fourDigits = (x: number) => Number(x.toPrecision(4));
  assertEquals(one.embedding, {
    coordinates: Array.from(one.data).flatMap((x) => [fourDigits(x), 0]),
    kept: 1,
  });
  assertEquals(two.embedding, { coordinates: Array.from(two.data, fourDigits), kept: 1 });
  assertEquals(three.embedding.coordinates.length, 2 * V);
  assert(three.embedding.kept > 0.6 && three.embedding.kept < 1);
});

Deno.test("a model that has blown up is inspected too, and JSON can hold what was seen", () => {
  const model = makeModel();
  tableOf(model).value.data.fill(NaN, 0, 3);
  groupsOf(model)[0].W.value.data[0] = Infinity;
  const inside = inspectModel(model, examples, B);
  assertEquals(JSON.parse(JSON.stringify(inside)), inside);
  assertEquals([inside.logits.loss, inside.embedding], [null, null]);
  assert(inside.layers[0].activations.nonFinite > 0);
});

Deno.test("no hidden layer, one unit, one example, more examples asked for than there are", () => {
  const linear = inspectModel(makeModel({ hiddenSizes: [] }), examples, B);
  assertEquals(linear.layers.map(({ name, saturation }) => [name, saturation]), [["output", null]]);
  const one = inspectModel(makeModel({ hiddenSizes: [1] }), examples, 1);
  const { share, dead, map } = one.layers[0].saturation!;
  assertEquals([one.layers[0].std, map.rows, map.units], [[0], 1, 1]);
  assertEquals(bitsOf(map), [[share === 1]]);
  assertEquals(dead, share);
  const many = inspectModel(makeModel(), makeExamples(3), 40);
  assertEquals(many.layers[0].saturation!.map.rows, 32);
  assertEquals(many.layers[0].activations.counts.reduce((a, b) => a + b), 40 * 6);
});

Deno.test("of a huge layer 1,000 units are kept one by one", () => {
  const { layers: [{ units, mean, saturation, activations }] } = inspectModel(
    makeModel({ hiddenSizes: [1500] }),
    examples,
    B,
  );
  assertEquals([units, mean.length, saturation!.map.units], [1500, 1000, 1000]);
  assertEquals(activations.counts.reduce((a, b) => a + b), B * 1500);
});

const simd = { what: "WebAssembly SIMD", isThere: hasSimd() };
Deno.test(needs("kernels show the same as plain TypeScript", { other: simd }), () => {
  const normal = { scheme: "normal", mean: 0, std: 0.7, scale: 1 } as const;
  const layer = { weight: normal, bias: normal, bnGain: normal, bnBias: normal };
  const init: MlpInit = { embedding: normal, hidden: layer, output: layer };
  const [plain, exact] = (["plain", "exact"] as const).map((name) => {
    const model = createMlp({ ...OPTIONS, batchNorm: NORM }, createArithmetic(name, 2 ** 20));
    initializeMlp(model, init, new TorchGenerator(1));
    return inspectModel(model, examples, B);
  });
  for (const l of [0, 1, 2]) {
    plain.layers[l].std.forEach((std, j) => near(exact.layers[l].std[j], std!));
    assertEquals(exact.layers[l].saturation, plain.layers[l].saturation);
  }
  plain.parameters.forEach(({ gradStd }, i) => {
    assertAlmostEquals(exact.parameters[i].gradStd!, gradStd!, 1e-3 * gradStd! + 1e-6);
  });
});

Deno.test("an update's size is the standard deviation of what it changed", () => {
  const model = makeModel();
  const { name, value, grad } = model.parameters[1];
  grad.data.forEach((_, i) => grad.data[i] = i % 3);
  const before = Array.from(value.data);
  const rows = updateSizes(model, 12, () => {
    value.data.forEach((x, i) => value.data[i] = x - 0.1 * (i % 3));
  });
  const row = rows.find(({ parameter }) => parameter === name)!;
  assertEquals([row.step, rows.length], [12, model.parameters.length]);
  assertAlmostEquals(row.data, deviation(before), 1e-12);
  assertAlmostEquals(row.gradient, deviation(before.map((_, i) => i % 3)), 1e-12);
  assertAlmostEquals(row.update, 0.1 * row.gradient, 1e-12);
  assertEquals(rows.find(({ parameter }) => parameter !== name)!.update, 0);
});
