import { assertEquals } from "@std/assert";
import { allocateActivations, runningStatistics } from "../../core/mlp.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { sample } from "../../core/sample.ts";
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
