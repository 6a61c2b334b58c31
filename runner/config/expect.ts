/**
 * `expect`: predictions, as a small language.
 *
 *     expectation  sum comparison sum [ "with" "95" "%" "confidence" ]
 *     comparison   "<" | "<=" | ">" | ">=" | "="
 *     sum          product { ( "+" | "-" ) product }
 *     product      factor { ( "*" | "/" ) factor }
 *     factor       number | "V" | metric | "-" factor | function factor | "(" sum ")"
 *     function     "abs" | "ln" | "exp" | "sqrt"
 *     metric       [ variant "." ] measure
 *     measure      ( "final.train" | "final.val" | "final.test" ) [ "." statistics ]
 *                | "best.val" | "parameters" | "steps" | "suggestedRate"
 *                | ( "loss" | "rate" | "train" | "val" | "saturation" ) "[" [ "-" ] whole number "]"
 *     statistics   "running" | "calibrated" | "own"
 *     variant      a name of letters, digits and "_" that is no word of this language, or any name in double quotes
 *
 * V is the number of symbols. A measure is the mean over a variant's seeds; without a variant, the expectation is about
 * each of them. loss[-1] is the last one. train[0] and val[0] are the losses over a whole split that were evaluated
 * after so many steps, val[-1] the last of these. The statistics are batch norm's, whose losses are by the running ones
 * where nothing is said; a model without it has a loss all the same, but none by statistics. suggestedRate is what
 * lrFinder suggests, of all seeds together. saturation[0] is the largest share of saturated outputs of any layer in
 * the look inside at step 0. With confidence, two variants' final losses are compared as the report's answer compares
 * them.
 *
 * @module
 */
import { didYouMean } from "../nearest.ts";
import type { Statistics } from "../results.ts";

const SIMPLE: readonly SimpleMeasure[] = [
  "final.train",
  "final.val",
  "final.test",
  "best.val",
  "parameters",
  "steps",
  "suggestedRate",
];
const AT_STEP = ["loss", "rate", "train", "val", "saturation"] as const;
const STATISTICS = ["running", "calibrated", "own"] as const satisfies Statistics[];
const FUNCTIONS = ["abs", "ln", "exp", "sqrt"] as const;

/** A measure of a whole run. */
export type SimpleMeasure =
  | "final.train"
  | "final.val"
  | "final.test"
  | "best.val"
  | "parameters"
  | "steps"
  | "suggestedRate";

/** What is measured of a run. */
export type Measure =
  | { name: SimpleMeasure; statistics?: "running" | "calibrated" | "own" }
  | { name: "loss" | "rate" | "train" | "val" | "saturation"; step: number };

/** A number, or what is made of numbers. */
export type Expression =
  | { kind: "number"; value: number }
  | { kind: "symbols" }
  | { kind: "metric"; variant?: string; measure: Measure }
  | { kind: "call"; name: "abs" | "ln" | "exp" | "sqrt"; of: Expression }
  | { kind: "operation"; operator: "+" | "-" | "*" | "/"; left: Expression; right: Expression };

/** A prediction: that two expressions compare as they say. */
export interface Expectation {
  /** As it is written. */
  text: string;
  /** Before the sign. */
  left: Expression;
  /** The sign. */
  comparison: "<" | "<=" | ">" | ">=" | "=";
  /** Behind it. */
  right: Expression;
  /** Whether it is about what is sure with 95 % confidence. */
  isConfident: boolean;
}

interface Token {
  kind: "number" | "name" | "quoted" | "sign" | "end";
  text: string;
  /** Where it begins, counted from 1. */
  place: number;
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{M}\p{N}_]*)|"([^"]*)"|([<>]=|[<>=+\-*/().[\]%]))/uy;
const SAME: Record<string, string> = { "−": "-", "≤": "<=", "≥": ">=", "·": "*", "×": "*" };

function tokensOf(text: string): Token[] {
  const plain = text.replace(/[−·×]/g, (sign) => SAME[sign]);
  const tokens: Token[] = [];
  let at = 0;
  while (plain.slice(at).trim() !== "") {
    const place = at + plain.slice(at).search(/\S/) + 1;
    const same = SAME[plain[place - 1]];
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(plain);
    if (same !== undefined) tokens.push({ kind: "sign", text: same, place });
    else if (match === null) throw wrong(place, `cannot read ${quoted(plain.slice(place - 1))}`);
    else {
      const [, number, name, variant, sign] = match;
      if (number !== undefined) tokens.push({ kind: "number", text: number, place });
      else if (name !== undefined) tokens.push({ kind: "name", text: name, place });
      else if (variant !== undefined) tokens.push({ kind: "quoted", text: variant, place });
      else tokens.push({ kind: "sign", text: sign, place });
    }
    at = same === undefined ? TOKEN.lastIndex : place;
  }
  return [...tokens, { kind: "end", text: "", place: plain.length + 1 }];
}

const wrong = (place: number, why: string) => new SyntaxError(`at character ${place}: ${why}`);
const quoted = (text: string) => JSON.stringify(text.length > 20 ? `${text.slice(0, 20)}…` : text);

/** Which variants there are, where they are few. */
const listOf = (variants: readonly string[]) =>
  variants.length > 8 ? "" : ` (the variants: ${variants.map(quoted).join(", ")})`;

/**
 * Reads an expectation.
 *
 * @param variants the names that it may name
 * @throws SyntaxError that says where it cannot be read, and why
 */
export function parseExpectation(text: string, variants: readonly string[]): Expectation {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = (ahead = 0) => tokens[Math.min(next + ahead, tokens.length - 1)];
  const isSign = (...signs: string[]) => peek().kind === "sign" && signs.includes(peek().text);
  const found = ({ kind, text }: Token) => kind === "end" ? "the end" : quoted(text);
  const take = (text: string): Token => {
    if (peek().text !== text || peek().kind === "end") {
      throw wrong(peek().place, `must be ${quoted(text)}, found ${found(peek())}`);
    }
    return tokens[next++];
  };

  const list = (of: () => Expression, ...operators: ("+" | "-" | "*" | "/")[]): Expression => {
    let left = of();
    while (isSign(...operators)) {
      const operator = tokens[next++].text as typeof operators[number];
      left = { kind: "operation", operator, left, right: of() };
    }
    return left;
  };
  const sum = (): Expression => list(product, "+", "-");
  const product = (): Expression => list(factor, "*", "/");
  const factor = (): Expression => {
    const token = peek();
    if (isSign("(")) {
      next++;
      const inner = sum();
      take(")");
      return inner;
    }
    if (isSign("-")) {
      next++;
      const zero: Expression = { kind: "number", value: 0 };
      return { kind: "operation", operator: "-", left: zero, right: factor() };
    }
    if (token.kind === "number") return next++, { kind: "number", value: Number(token.text) };
    if (token.kind === "quoted") return metric();
    if (token.kind === "name") {
      const call = FUNCTIONS.find((name) => name === token.text);
      if (call !== undefined) return next++, { kind: "call", name: call, of: factor() };
      if (token.text === "V" && peek(1).text !== ".") return next++, { kind: "symbols" };
      return metric();
    }
    throw wrong(token.place, `must be a number, a metric or "(", found ${found(token)}`);
  };
  const metric = (): Expression => {
    const start = peek();
    const isOwn = start.kind === "name" && isMeasure(start.text);
    if (isOwn) return { kind: "metric", measure: measure() };
    if (!variants.includes(start.text)) {
      const known = start.kind === "quoted" ? variants : [...variants, ...WORDS];
      throw wrong(
        start.place,
        `${quoted(start.text)} is no variant${start.kind === "quoted" ? "" : " and no measure"}${
          didYouMean(start.text, known) || listOf(variants)
        }`,
      );
    }
    next++;
    take(".");
    return { kind: "metric", variant: start.text, measure: measure() };
  };
  const measure = (): Measure => {
    const { place, text } = tokens[next++];
    const step = AT_STEP.find((name) => name === text);
    if (step !== undefined) {
      take("[");
      const sign = isSign("-") ? (next++, -1) : 1;
      const number = tokens[next++];
      if (number.kind !== "number" || !/^\d{1,15}$/.test(number.text)) {
        throw wrong(number.place, `must be a whole number, found ${found(number)}`);
      }
      take("]");
      return { name: step, step: sign * Number(number.text) };
    }
    const isTwo = peek().text === "." && peek(1).kind === "name";
    const name = isTwo && SIMPLE.some((one) => one.startsWith(`${text}.`))
      ? (next += 2, `${text}.${tokens[next - 1].text}`)
      : text;
    const known = SIMPLE.find((one) => one === name);
    if (known !== undefined) {
      if (!known.startsWith("final.") || !isSign(".")) return { name: known };
      next++;
      const { place, text } = tokens[next++];
      const statistics = STATISTICS.find((one) => one === text);
      if (statistics !== undefined) return { name: known, statistics };
      throw wrong(
        place,
        `${quoted(text)} is none of batch norm's statistics${didYouMean(text, STATISTICS)} ` +
          `(there are: ${STATISTICS.join(", ")})`,
      );
    }
    throw wrong(
      place,
      `${quoted(name)} is no measure${didYouMean(name, MEASURES)} (there are: ${
        MEASURES.join(", ")
      })`,
    );
  };

  const left = sum();
  const { place, text: comparison } = peek();
  if (!isSign("<", "<=", ">", ">=", "=")) {
    throw wrong(place, `must be a comparison (<, <=, >, >= or =), found ${found(peek())}`);
  }
  next++;
  const right = sum();
  const isConfident = peek().text === "with";
  if (isConfident) ["with", "95", "%", "confidence"].forEach(take);
  if (peek().kind !== "end") throw wrong(peek().place, `must be the end, found ${found(peek())}`);
  const expectation = { text, left, comparison, right, isConfident } as Expectation;
  if (metricsOf(left).length + metricsOf(right).length === 0) throw wrong(1, "it names no measure");
  if (isConfident && pairOf(expectation) === undefined) {
    throw wrong(
      1,
      'with confidence, it must be of the form a.final.val < b.final.val, or with ">"',
    );
  }
  return expectation;
}

const MEASURES: readonly string[] = [...SIMPLE, ...AT_STEP.map((name) => `${name}[step]`)];
const WORDS: readonly string[] = [...SIMPLE, ...AT_STEP, ...FUNCTIONS];
const isMeasure = (word: string) =>
  AT_STEP.some((name) => name === word) || SIMPLE.some((name) => name.split(".")[0] === word);

/** The metrics in an expression. */
export function metricsOf(expression: Expression): (Expression & { kind: "metric" })[] {
  switch (expression.kind) {
    case "metric":
      return [expression];
    case "call":
      return metricsOf(expression.of);
    case "operation":
      return [...metricsOf(expression.left), ...metricsOf(expression.right)];
    default:
      return [];
  }
}

/** The two variants whose final losses are compared, and of which split; undefined where that is not what it says. */
export function pairOf(
  { left, comparison, right }: Expectation,
): { a: string; b: string; split: "train" | "val" | "test" } | undefined {
  if (left.kind !== "metric" || right.kind !== "metric" || !/^[<>]$/.test(comparison)) return;
  const { variant: a, measure } = left, { variant: b } = right;
  if (a === undefined || b === undefined || measure.name !== right.measure.name) return;
  if ("statistics" in measure || "statistics" in right.measure) return;
  const split = (["train", "val", "test"] as const).find((s) => measure.name === `final.${s}`);
  return split && { a, b, split };
}
