import { assertEquals } from "@std/assert";
import { keyName } from "../../../reports/charts/key_name.ts";

Deno.test("a key's name is its path in plain words", () => {
  assertEquals(keyName("training.learningRate.initial"), "learning rate");
  assertEquals(keyName("model.init.hidden.weight.std"), "init hidden weight std");
  assertEquals(keyName("training.batchSize"), "batch size");
  assertEquals(keyName("seed"), "seed");
});
