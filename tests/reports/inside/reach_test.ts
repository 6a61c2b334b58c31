import { assertEquals } from "@std/assert";
import { sharedReach } from "../../../reports/inside/reach.ts";

Deno.test("an axis reaches as far as any variant, but not after one that has blown up", () => {
  const options = { factor: 4, enough: 0 };
  assertEquals(sharedReach([1, 3, 2], options), 3);
  assertEquals(sharedReach([1, 4000, 2, 1], options), 4);
  assertEquals(sharedReach([2, 4000], options), 8);
  assertEquals(sharedReach([0.1, 20], { factor: 4, enough: 30 }), 20);
  assertEquals(sharedReach([0, 5], options), 5);
  assertEquals(sharedReach([0], options), 1);
  assertEquals(sharedReach([], options), 1);
});
