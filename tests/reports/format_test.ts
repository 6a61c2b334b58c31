import { assertEquals } from "@std/assert";
import {
  formatCount,
  formatDeviation,
  formatFactor,
  formatLoss,
  formatPerplexity,
  formatPower,
  formatSeconds,
  formatShare,
  formatShort,
  grouped,
  interval,
  plural,
} from "../../reports/format.ts";

Deno.test("losses have four decimals", () => {
  assertEquals(formatLoss(2.10463), "2.1046");
  assertEquals(formatLoss(0), "0.0000");
});

Deno.test("huge losses and perplexities stay readable", () => {
  const losses = [99.9999, 99.99999, 10382.2104, 999_999, 7.680074482695695e30];
  assertEquals(losses.map(formatLoss), ["99.9999", "100", "10,382", "999,999", "> 10⁶"]);
  const perplexities = [9.034, 999.99, 999.999, 25_000.4, 1e6, 9.1e24, Infinity, NaN];
  // deno-fmt-ignore
  assertEquals(perplexities.map(formatPerplexity), ["9.03", "999.99", "1,000", "25,000", "> 10⁶", "> 10⁶", "> 10⁶", "–"]);
});

Deno.test("factors and powers tell their size, however large", () => {
  assertEquals([1e-7, 0.002, 5.13, 2640, 1e6, 2.8e30].map(formatFactor), [
    "less than 10⁻⁶ of",
    "1/500 of",
    "5.1 times",
    "2,600 times",
    "1,000,000 times",
    "2.8 × 10³⁰ times",
  ]);
  assertEquals([1e27, 9.96e27, 4e-13].map(formatPower), ["10²⁷", "10²⁸", "4 × 10⁻¹³"]);
  assertEquals([1, 1.34, 0.0123, 134, 999.9, 0.0099].map(formatPower), [
    "1",
    "1.3",
    "0.012",
    "130",
    "10³",
    "9.9 × 10⁻³",
  ]);
});

Deno.test("what is no number is a dash", () => {
  for (const format of [formatLoss, formatCount, formatSeconds]) {
    for (const nothing of [null, undefined, NaN, Infinity]) assertEquals(format(nothing), "–");
  }
});

Deno.test("counts have their thousands set apart", () => {
  assertEquals(formatCount(1234567), "1,234,567");
  assertEquals(formatCount(1620.7), "1,621");
  for (const n of [0, 9, 999, 1000, 12_345, 999_999, 1_000_000, -1000, -123_456, 2 ** 53]) {
    assertEquals(formatCount(n), n.toLocaleString("en-US"));
  }
  for (const n of [999.5, 1234.5, 12_345.25, -1234.125]) {
    assertEquals(grouped(String(n)), n.toLocaleString("en-US"));
  }
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
  const shares = [0, 1, 0.123, 0.0951, 0.025, 0.00123, 0.994, null];
  assertEquals(
    shares.map((share) => formatShare(share).replace("\u00a0", " ")),
    ["0 %", "100 %", "12 %", "9.5 %", "2.5 %", "0.1 %", "99 %", "–"],
  );
});

Deno.test("no share but the whole is 100 %, and none but nothing is 0 %", () => {
  const shares = [
    0.9949,
    0.995,
    0.9984,
    0.99949,
    0.9996,
    0.99989,
    0.99991,
    1 - 1e-12,
    0.0002,
    1e-5,
  ];
  assertEquals(
    shares.map((share) => formatShare(share).replace("\u00a0", " ")),
    // deno-fmt-ignore
    ["99 %", "99.5 %", "99.8 %", "99.9 %", "99.96 %", "99.99 %", "> 99.99 %", "> 99.99 %", "0.02 %", "< 0.01 %"],
  );
});

Deno.test("an interval has as many decimals as its uncertainty deserves", () => {
  assertEquals(
    [[0.02134, 0.0041], [-1.5, 12.3], [0.5, 0], [1, 0.00012]].map(([x, h]) => interval(x, h)),
    ["0.0213 ± 0.0041", "−2 ± 12", "0.5000 ± 0.0000", "1.00000 ± 0.00012"],
  );
});

Deno.test("a deviation has no more decimals than its mean", () => {
  const told = [[0.0131, 2.3593], [12.44, 231.5], [0.2, 1189], [0, 1189], [140, 99], [NaN, NaN]];
  assertEquals(
    told.map(([deviation, mean]) => formatDeviation(deviation, mean)),
    ["0.0131", "12", "< 1", "0", "140", "–"],
  );
});
