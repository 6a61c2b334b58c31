import type { Evaluation } from "../../../runner/results.ts";
import { assertEquals, assertNotEquals } from "@std/assert";
import { floatsHash, hashesOf, prefixesOf } from "../../../runner/store/hashes.ts";

const tensor = (...data: number[]) => ({
  name: "W",
  shape: [data.length],
  data: Float32Array.from(data),
});

Deno.test("the hash of numbers is that of their little-endian bytes", async () => {
  // printf '\0\0\x80\x3f\0\0\0\xc0' | sha256sum
  const wanted = "ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b";
  assertEquals(await floatsHash([Float32Array.of(1, -2)]), wanted);
  assertEquals(await floatsHash([Float32Array.of(1), Float32Array.of(-2)]), wanted);
  assertNotEquals(await floatsHash([Float32Array.of(1, 2)]), wanted);
});

Deno.test("every NaN has the same hash, and 0 another one than −0", async () => {
  const forms = [0x7fc00000, 0xffc00000, 0x7fc00001, 0xff800001];
  const hashes = await Promise.all(
    forms.map((bits) => floatsHash([new Float32Array(Uint32Array.of(bits).buffer)])),
  );
  assertEquals(new Set(hashes).size, 1);
  assertNotEquals(await floatsHash([Float32Array.of(0)]), await floatsHash([Float32Array.of(-0)]));
});

Deno.test("prefixes are 1, 2 and 5 times the powers of ten", () => {
  assertEquals(prefixesOf(0), []);
  assertEquals(prefixesOf(1), [1]);
  assertEquals(prefixesOf(19), [1, 2, 5, 10]);
  assertEquals(prefixesOf(1000), [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
});

Deno.test("a run's hashes tell where losses differ, and whether weights and final losses do", async () => {
  const final = (loss: number): Evaluation => ({
    step: 25,
    split: "val",
    statistics: "none",
    loss,
  });
  const losses = Float32Array.from({ length: 25 }, (_, i) => 3 - i / 100);
  const one = await hashesOf(losses, [tensor(1, 2)], [final(2.5)]);
  assertEquals(Object.keys(one.lossesAfter), ["1", "2", "5", "10", "20"]);
  assertEquals(one.lossesAfter["5"], await floatsHash([losses.slice(0, 5)]));
  const other = losses.slice();
  other[6] += 1e-6;
  const two = await hashesOf(other, [tensor(1, 3)], [final(2.25)]);
  const differing = Object.keys(one.lossesAfter).filter((n) =>
    one.lossesAfter[n] !== two.lossesAfter[n]
  );
  assertEquals(differing, ["10", "20"]);
  assertNotEquals(one.losses, two.losses);
  assertNotEquals(one.weights, two.weights);
  assertNotEquals(one.final, two.final);
});
