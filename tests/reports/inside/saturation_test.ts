import { assertEquals } from "@std/assert";
import { columnsOf } from "../../../reports/inside/saturation.ts";

Deno.test("a map's bits are read back, a column a unit, the fullest first", () => {
  // Two rows of five units, the lowest bit first: 0 1 1 0 0 | 1 0 1 0 0.
  const bits = btoa(String.fromCharCode(0b10100110, 0b00));
  const columns = columnsOf({ rows: 2, units: 5, bits });
  const [T, F] = [true, false];
  assertEquals(columns, [[T, T], [F, T], [T, F], [F, F], [F, F]]);
});
