import { assertEquals } from "@std/assert";
import {
  formatCount,
  formatLoss,
  formatSeconds,
  formatShare,
  formatShort,
  plural,
} from "../../reports/format.ts";

Deno.test("losses have four decimals", () => {
  assertEquals(formatLoss(2.10463), "2.1046");
  assertEquals(formatLoss(0), "0.0000");
});

Deno.test("a huge loss stays short", () => {
  assertEquals(formatLoss(999_999), "999999.0000");
  assertEquals(formatLoss(7.680074482695695e30), "7.680e+30");
});

Deno.test("what is no number is a dash", () => {
  for (const format of [formatLoss, formatCount, formatSeconds]) {
    for (const nothing of [null, undefined, NaN, Infinity]) assertEquals(format(nothing), "–");
  }
});

Deno.test("counts have their thousands set apart", () => {
  assertEquals(formatCount(1234567), "1,234,567");
  assertEquals(formatCount(1620.7), "1,621");
  assertEquals([plural(0, "step"), plural(1, "step"), plural(2000, "step")], [
    "0 steps",
    "1 step",
    "2,000 steps",
  ]);
});

Deno.test("times are in seconds, minutes or hours", () => {
  const times = [0.004, 9.99, 12.34, 59.94, 59.96, 192, 3599.7, 3900];
  assertEquals(times.map(formatSeconds), [
    "0.00 s",
    "9.99 s",
    "12.3 s",
    "59.9 s",
    "1 min 0 s",
    "3 min 12 s",
    "1 h 00 min",
    "1 h 05 min",
  ]);
});

Deno.test("any number has three digits, a share two at most", () => {
  const numbers = [0, 0.0123456, 12.3456, -1.5, 1234.5, 123456, 0.0000123, 100, null, NaN];
  assertEquals(numbers.map(formatShort), [
    ...["0", "0.0123", "12.3", "−1.5", "1230", "1.23e5", "1.23e−5", "100", "–", "–"],
  ]);
  const shares = [0, 1, 0.123, 0.0951, 0.025, 0.00123, 0.9999, null];
  assertEquals(
    shares.map((share) => formatShare(share).replace("\u00a0", " ")),
    ["0 %", "100 %", "12 %", "9.5 %", "2.5 %", "0.1 %", "100 %", "–"],
  );
});
