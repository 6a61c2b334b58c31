import { assertEquals, assertRejects } from "@std/assert";
import { NUMERICS_VERSION } from "../../../runner/numerics.ts";
import { entered, hashOfPins } from "./numerics_versions.ts";
import versions from "./numerics_versions.json" with { type: "json" };
import pins from "./pins.json" with { type: "json" };

Deno.test("the pinned bits are those of this numerics version: other bits need another one", async () => {
  const table: Record<string, string> = versions;
  assertEquals(
    await hashOfPins(pins),
    table[NUMERICS_VERSION],
    "the pins have changed: raise NUMERICS_VERSION in runner/numerics.ts, then run tests/tools/pin_weights.ts",
  );
});

Deno.test("versions are counted from 1, and no two have the same bits", () => {
  const wanted = Array.from({ length: NUMERICS_VERSION }, (_, i) => `${i + 1}`);
  assertEquals(Object.keys(versions), wanted);
  assertEquals(new Set(Object.values(versions)).size, NUMERICS_VERSION);
});

Deno.test("one bit that changes changes the hash of the pins", async () => {
  const other = structuredClone(pins);
  other.exact["the notebooks' sizes"] = other.exact["the notebooks' sizes"].replace(
    /^./,
    (digit) => digit === "0" ? "1" : "0",
  );
  assertEquals(await hashOfPins(other) === await hashOfPins(pins), false);
});

Deno.test("a version's bits cannot be entered again with other ones, only with more settings", async () => {
  const before = { plain: { a: "1" }, exact: { a: "2" }, fused: { a: "3" } };
  const table = await entered({}, 1, before, before);
  assertEquals(table, { "1": await hashOfPins(before) });
  const other = { ...before, fused: { a: "4" } };
  await assertRejects(
    () => entered(table, 1, other, before),
    RangeError,
    "Numerics version 1 has other bits already: raise NUMERICS_VERSION",
  );
  assertEquals(Object.keys(await entered(table, 2, other, before)), ["1", "2"]);
  await assertRejects(() => entered(table, 2, before, before), RangeError, "the same bits as 1");
  const more = { ...before, plain: { a: "1", b: "5" } };
  assertEquals(await entered(table, 1, more, before), { "1": await hashOfPins(more) });
});
