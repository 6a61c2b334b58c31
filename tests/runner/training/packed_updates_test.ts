import { assertEquals } from "@std/assert";
import { packUpdates, unpackUpdates } from "../../../runner/training/packed_updates.ts";

Deno.test("sizes of updates come out of the array as they went in, bit by bit", () => {
  const rows = [
    { step: 0, parameter: "C", data: 1 / 3, gradient: -0, update: 5e-324 },
    { step: 0, parameter: "hidden 1, weight", data: NaN, gradient: Infinity, update: -Infinity },
    { step: 2 ** 31, parameter: "C", data: 1.7e308, gradient: 0, update: 0.1 },
  ];
  assertEquals(unpackUpdates(structuredClone(packUpdates(rows))), rows);
  assertEquals(unpackUpdates(packUpdates([])), []);
});
