import { assert, assertEquals, assertLess } from "@std/assert";
import { CHAIN_STEPS } from "../../core/chain_steps.ts";
import { fillTiny, type Tiny, tinyChain, tinyLayer, tinyLoss } from "../../core/gradcheck/tiny.ts";
import { LAYERS } from "../../core/layers.ts";
import { LOSSES } from "../../core/losses.ts";
import { reluBackward } from "../../core/layers/relu.ts";
import { sizeOf } from "../../core/tensor.ts";

const lessons = LAYERS.flatMap((kind) =>
  kind.lessons.flatMap((lesson, i) =>
    lesson.forward === undefined ? [] : [{ name: `${kind.type} ${i}`, kind, lesson }]
  )
);

/** The gradients that do not agree with central differences. */
const off = (tiny: Tiny) =>
  tiny.run().gradients.filter(({ comparison }) => !comparison.passed).map(({ name }) => name);

Deno.test("the gradients of every tiny layer, loss and of the chain agree with central differences", () => {
  const tinies: [string, Tiny][] = [
    ...lessons.map(({ name, kind, lesson }): [string, Tiny] => [name, tinyLayer(kind, lesson)]),
    ...LOSSES.map((lesson, i): [string, Tiny] => [`loss ${i}`, tinyLoss(lesson)]),
    ["chain", tinyChain()],
  ];
  for (const [name, tiny] of tinies) {
    for (const seed of [1, 2, 3]) {
      fillTiny(tiny, seed);
      assertEquals(off(tiny), [], `${name}, seed ${seed}`);
    }
  }
});

Deno.test("a tiny layer calls the functions that its lesson tells of", () => {
  for (const { name, kind, lesson } of lessons) {
    if (lesson.backward === undefined) continue;
    let called = false;
    const tiny = tinyLayer(kind, lesson, {
      replaced: new Map([[lesson.backward, (...args: unknown[]) => {
        called = true;
        return lesson.backward!(...args);
      }]]),
    });
    fillTiny(tiny, 1);
    tiny.run();
    assert(called, name);
  }
});

Deno.test("all numbers of a tiny batch can be looked at", () => {
  for (const { name, kind, lesson } of lessons) {
    const { given, symbols } = tinyLayer(kind, lesson);
    for (const { shape } of [...Object.values(given), ...Object.values(symbols)]) {
      assertLess(sizeOf(shape), 21, name);
    }
  }
});

Deno.test("the chain has a value and a gradient for each step, from the loss back", () => {
  const tiny = tinyChain();
  fillTiny(tiny, 1);
  const { values, gradients } = tiny.run();
  const names = CHAIN_STEPS.map(({ name }) => name);
  assertEquals(gradients.map(({ name }) => name), names.map((name) => `d${name}`).reverse());
  for (const name of names) assert(name in values || name in tiny.given, name);
  assert(Number.isFinite(values.loss.data[0]));
});

Deno.test("where relu has no slope nothing is compared", () => {
  const relu = LAYERS.find(({ type }) => type === "relu")!;
  const tiny = tinyLayer(relu, relu.lessons[0]);
  fillTiny(tiny, 1);
  tiny.given.x.data[4] = 0;
  const [{ smooth, comparison }] = tiny.run().gradients;
  assertEquals([smooth.includes(4), smooth.length, comparison.passed], [false, 8, true]);
});

Deno.test("a number that is changed moves what depends on it, and what was written is written anew", () => {
  const linear = LAYERS.find(({ type }) => type === "linear")!;
  const tiny = tinyLayer(linear, linear.lessons[0]);
  fillTiny(tiny, 1);
  const before = structuredClone(tiny.run());
  tiny.given.b.data[0] += 1;
  const { values, gradients } = tiny.run();
  assertEquals(
    [...values.out.data].map((x, i) => x - before.values.out.data[i] > 0.99),
    [true, false, false, true, false, false, true, false, false],
  );
  assertEquals(
    gradients.map(({ backward }) => backward.data),
    before.gradients.map(({ backward }) => backward.data),
  );
});

Deno.test("a wrong backward function in the place of the right one is told", () => {
  const relu = LAYERS.find(({ type }) => type === "relu")!;
  const wrong = ((dx, dout) => dx.data.set(dout.data)) as typeof reluBackward;
  const tiny = tinyLayer(relu, relu.lessons[0], { replaced: new Map([[reluBackward, wrong]]) });
  fillTiny(tiny, 1);
  assertEquals(off(tiny), ["dx"]);
});
