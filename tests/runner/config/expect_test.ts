import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { parseExperiment } from "../../../runner/config/config.ts";
import { InputError } from "../../../runner/errors.ts";
import {
  type Expression,
  metricsOf,
  pairOf,
  parseExpectation,
} from "../../../runner/config/expect.ts";

const VARIANTS = ["plain", "batch norm", "final", "weiß"];
const parse = (text: string) => parseExpectation(text, VARIANTS);
const refusal = (text: string) => assertThrows(() => parse(text), SyntaxError).message;

/** An expression, with all its parentheses. */
function shown(e: Expression): string {
  switch (e.kind) {
    case "number":
      return `${e.value}`;
    case "symbols":
      return "V";
    case "call":
      return `${e.name}(${shown(e.of)})`;
    case "operation":
      return `(${shown(e.left)} ${e.operator} ${shown(e.right)})`;
    case "metric": {
      const { measure, variant } = e;
      const step = "step" in measure ? `[${measure.step}]` : "";
      const of = "statistics" in measure ? `.${measure.statistics}` : "";
      return `${variant === undefined ? "" : `<${variant}>`}${measure.name}${step}${of}`;
    }
  }
}

Deno.test("expectations are read as the grammar says", () => {
  const cases: [text: string, read: string][] = [
    ["abs(loss[0] − ln V) < 0.05", "abs((loss[0] - ln(V))) < 0.05"],
    [`"batch norm".final.val<plain.final.val`, "<batch norm>final.val < <plain>final.val"],
    ["final.val ≤ 2.5e0", "final.val <= 2.5"],
    [`"final".final.val = loss[-1]`, "<final>final.val = loss[-1]"],
    ["1 - 2 - 3 * steps / 4 > -parameters", "((1 - 2) - ((3 * steps) / 4)) > (0 - parameters)"],
    ["ln ln(V + 1) * 2 >= saturation[0]", "(ln(ln((V + 1))) * 2) >= saturation[0]"],
    ["plain.final.val.own < final.val.calibrated", "<plain>final.val.own < final.val.calibrated"],
    ["val[0] > plain.train[-1]", "val[0] > <plain>train[-1]"],
    ["weiß.rate[7] = 0.1", "<weiß>rate[7] = 0.1"],
    ["exp sqrt best.val > 3", "exp(sqrt(best.val)) > 3"],
  ];
  for (const [text, read] of cases) {
    const { left, comparison, right, isConfident } = parse(text);
    assertEquals(`${shown(left)} ${comparison} ${shown(right)}`, read);
    assertEquals(isConfident, false);
  }
  const confident = parse(`"batch norm".final.val < plain.final.val with 95 % confidence`);
  assertEquals([confident.isConfident, pairOf(confident)], [
    true,
    { a: "batch norm", b: "plain", split: "val" },
  ]);
});

Deno.test("what cannot be read is refused with its place", () => {
  const cases: [text: string, why: string][] = [
    ["", 'at character 1: must be a number, a metric or "(", found the end'],
    ["plain.final.val", "at character 16: must be a comparison (<, <=, >, >= or =), found the end"],
    [
      "final.val.runing < 3",
      'at character 11: "runing" is none of batch norm\'s statistics; did you mean "running"? (there are: running, calibrated, own)',
    ],
    [
      "plain.final.val.own < weiß.final.val.own with 95% confidence",
      'at character 1: with confidence, it must be of the form a.final.val < b.final.val, or with ">"',
    ],
    [
      "plan.final.val < 3",
      'at character 1: "plan" is no variant and no measure; did you mean "plain"?',
    ],
    [
      "narrow.final.val < 3",
      'at character 1: "narrow" is no variant and no measure (the variants: "plain", "batch norm", "final", "weiß")',
    ],
    [
      `3 > "bath norm".final.val`,
      'at character 5: "bath norm" is no variant; did you mean "batch norm"?',
    ],
    ["loss[1.5] < 3", 'at character 6: must be a whole number, found "1.5"'],
    ["loss 3 < 3", 'at character 6: must be "[", found "3"'],
    ["(loss[1] < 3", 'at character 10: must be ")", found "<"'],
    ["loss[1] < 3 < 4", 'at character 13: must be the end, found "<"'],
    ["loss[1] ; 3", 'at character 9: cannot read "; 3"'],
    ["1 < 2", "at character 1: it names no measure"],
    [
      "loss[0] < 3 with 95% confidence",
      'at character 1: with confidence, it must be of the form a.final.val < b.final.val, or with ">"',
    ],
    ["final.val < 3 with 90% confidence", 'at character 20: must be "95", found "90"'],
  ];
  for (const [text, why] of cases) assertEquals(refusal(text), why);
  assert(refusal("plain.finl.val < 3").startsWith('at character 7: "finl" is no measure'));
});

Deno.test("any text is an expectation or refused at a place in it", () => {
  const words = [
    "plain",
    '"batch norm"',
    ".",
    "final",
    "val",
    "loss",
    "[",
    "]",
    "0",
    "3.5",
    "-",
    "+",
  ]
    .concat([
      "*",
      "/",
      "(",
      ")",
      "<",
      ">=",
      "=",
      "abs",
      "ln",
      "V",
      "with",
      "95",
      "%",
      "confidence",
    ]);
  const text = fc.oneof(
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((words) => words.join(" ")),
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((words) => words.join("")),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom("(".repeat(300), "-".repeat(300), "ln ".repeat(100), '"', "__proto__.x < 1"),
  );
  let read = 0;
  fc.assert(
    fc.property(text, (text) => {
      try {
        const { left, right } = parse(text);
        assert(metricsOf(left).length + metricsOf(right).length > 0);
        read++;
      } catch (error) {
        assert(error instanceof SyntaxError, String(error));
        const place = Number(/^at character (\d+): /.exec(error.message)?.[1]);
        assert(place >= 1 && place <= text.length + 1, error.message);
      }
    }),
    { numRuns: 10_000, seed: 42, examples: [["plain.loss[0] < 3"]] },
  );
  assert(read > 0);
});

Deno.test("an expectation that cannot be read is shown with its place in the file", () => {
  const text = JSON.stringify({ title: "t", question: "q", expect: ["loss[0] < 3", "los[0] < 3"] });
  const { message } = assertThrows(
    () => parseExperiment(text, { file: "x.json", name: "x" }),
    InputError,
  );
  assertEquals(
    message,
    'x.json:1:53: expect[1] at character 1: "los" is no variant and no measure; did you mean "loss"?',
  );
});

Deno.test("an empty list does without a file's expectations", () => {
  const text = JSON.stringify({ title: "t", question: "q", expect: ["final.val < 1"] });
  const read = (set: string[]) => parseExperiment(text, { file: "x.json", name: "x", set });
  assertEquals(read([]).expect?.length, 1);
  assertEquals(read(["expect=[]"]).expect, undefined);
});
