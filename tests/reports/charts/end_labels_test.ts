import { assert, assertEquals } from "@std/assert";
import { spreadOut } from "../../../reports/charts/end_labels.ts";

const frame = { top: 0, bottom: 100 };

Deno.test("labels that would cover each other are moved apart, within the frame", () => {
  assertEquals(spreadOut([10, 50], frame), [10, 50]);
  assertEquals(spreadOut([10, 12, 80], frame), [10, 25, 80]);
  assertEquals(spreadOut([95, 98, 100], frame), [70, 85, 100]);
  assertEquals(spreadOut([], frame), []);
  const many = spreadOut(Array(20).fill(50), frame);
  assert(many.every((place) => place >= 0 && place <= 100));
});
