import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { allocateActivations } from "../../core/activations.ts";
import { runningStatistics } from "../../core/predict.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { nextProbabilities, sample } from "../../core/sample.ts";
import { makeModel } from "./model.ts";

Deno.test("a sample starts with its prefix, ends at the end token or is cut off at its longest", () => {
  const model = makeModel();
  const acts = allocateActivations(model, 1);
  const draw = (seed: number, maxLength: number) =>
    sample(model, acts, runningStatistics(model), new TorchGenerator(seed), {
      prefix: [3, 1],
      maxLength,
    });
  for (let seed = 0; seed < 20; seed++) {
    const { characters, ended } = draw(seed, 6);
    assertEquals(characters.slice(0, 2), [3, 1]);
    assertEquals(characters.includes(0), false);
    assertEquals(ended || characters.length === 6, true);
    assertEquals(draw(seed, 6).characters, characters);
  }
  assertEquals(draw(1, 2), { characters: [3, 1], ended: false });
});

Deno.test("temperature 1 leaves every bit, a low one sharpens, a high one evens out", () => {
  const model = makeModel();
  const acts = allocateActivations(model, 1);
  const at = (temperature?: number) =>
    Array.from(nextProbabilities(model, acts, runningStatistics(model), [3, 1], { temperature }));
  const own = at();
  assertEquals(at(1), own);
  const ratio = (p: number[]) => Math.log(Math.max(...p) / Math.min(...p));
  assertAlmostEquals(ratio(at(0.5)), 2 * ratio(own), 1e-4);
  assertAlmostEquals(ratio(at(2)), ratio(own) / 2, 1e-4);
});

Deno.test("only the last characters count, and before the first there are end tokens", () => {
  const model = makeModel();
  const acts = allocateActivations(model, 1);
  const after = (...characters: number[]) =>
    Array.from(nextProbabilities(model, acts, runningStatistics(model), characters));
  const T = model.setting.contextLength;
  const long = [2, 1, 3, 2, 1, 3, 2, 1];
  assertEquals(after(...long), after(...long.slice(-T)));
  assertEquals(after(1), after(...new Array(T - 1).fill(0), 1));
  assertEquals(after(1).join() === after(2).join(), false);
});

Deno.test("in running text what leads a sample is its context, and no character ends it", () => {
  const model = makeModel({ contextLength: 3 });
  const acts = allocateActivations(model, 1);
  const statistics = runningStatistics(model);
  const lead = [1, 2, 3];
  const after = (characters: number[], lead?: number[]) =>
    Array.from(nextProbabilities(model, acts, statistics, characters, { lead }));
  assertEquals(after([], lead), after([1, 2, 3]));
  assertEquals(after([4], lead), after([2, 3, 4]));
  assertEquals(after([4, 3, 2, 1], lead), after([3, 2, 1]));
  const generator = new TorchGenerator(1);
  const drawn = sample(model, acts, statistics, generator, { lead, maxLength: 300 });
  assertEquals(drawn.ended, false);
  assertEquals(drawn.characters.length, 300);
  assert(drawn.characters.includes(0));
});

Deno.test("at temperature 0 the likeliest comes each time, of equals the first, and nothing is drawn", () => {
  const model = makeModel({ contextLength: 3 });
  const acts = allocateActivations(model, 1);
  const statistics = runningStatistics(model);
  const options = { lead: [1, 2, 3], maxLength: 20, temperature: 0 };
  const generator = new TorchGenerator(1);
  const { characters } = sample(model, acts, statistics, generator, options);
  assertEquals(generator.state, new TorchGenerator(1).state);
  characters.forEach((character, i) => {
    const p = nextProbabilities(model, acts, statistics, characters.slice(0, i), {
      lead: options.lead,
    });
    assertEquals(p[character], Math.max(...p));
  });
  for (const { value } of model.parameters) value.data.fill(0);
  assertEquals(
    sample(model, acts, statistics, generator, { ...options, maxLength: 2 }).characters,
    [0, 0],
  );
});
