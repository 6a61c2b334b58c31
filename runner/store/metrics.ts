/**
 * metrics.csv: a run's losses and learning rates, a row for each step.
 *
 * @module
 */
import type { StoredRun } from "../results.ts";

export type Metrics = Pick<StoredRun, "losses" | "learningRates">;

export const METRICS_COLUMNS = ["step", "loss", "learningRate"];

/** Rounded to nine significant digits, which tell every float32 from every other. */
export const nineDigits = (x: number): number => Number(x.toPrecision(9));

/**
 * The metrics as the file keeps them: the learning rates with nine digits. Many that follow each other are the same.
 */
export function asWritten({ losses, learningRates }: Metrics): Metrics {
  let last = NaN, rounded = NaN;
  const written = learningRates.map((rate) => {
    if (rate !== last) rounded = nineDigits(last = rate);
    return rounded;
  });
  return { losses, learningRates: written };
}

/** A row's most characters: three numbers of at most 24. */
const ROW = 3 * 24 + 4;
const HEADER = `${METRICS_COLUMNS}\r\n`;
const [ZERO, POINT] = ["0", "."].map((character) => character.charCodeAt(0));

/** The file's bytes, written one by one: there may be a million rows, and by strings they take four times as long. */
export function encodeMetrics({ losses, learningRates }: Metrics): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER.length + ROW * losses.length);
  let length = 0;
  const text = (ascii: string) => {
    for (let i = 0; i < ascii.length; i++) bytes[length++] = ascii.charCodeAt(i);
  };
  const integer = (n: number, digits: number) => {
    for (let at = (length += digits) - 1; at >= length - digits; at--) {
      const tens = Math.floor(n / 10);
      bytes[at] = ZERO + n - 10 * tens;
      n = tens;
    }
  };
  const number = (float32: number) => {
    if (!(float32 >= 1 && float32 < 10)) return text(`${nineDigits(float32)}`);
    // Between 1 and 10, where most losses are, the ninth digit is the eighth after the point, and this product is
    // exact.
    const nine = Math.round(float32 * 1e8);
    const whole = Math.floor(nine / 1e8);
    bytes[length++] = ZERO + whole;
    bytes[length++] = POINT;
    integer(nine - 1e8 * whole, 8);
    while (bytes[length - 1] === ZERO) length--;
    if (bytes[length - 1] === POINT) length--;
  };

  text(HEADER);
  let digitsOfStep = 1;
  let rate = NaN, end = "";
  for (let step = 0; step < losses.length; step++) {
    if (step === 10 ** digitsOfStep) digitsOfStep++;
    if (learningRates[step] !== rate) end = `,${nineDigits(rate = learningRates[step])}\r\n`;
    integer(step, digitsOfStep);
    text(",");
    number(losses[step]);
    text(end);
  }
  return bytes.subarray(0, length);
}

/**
 * What `encodeMetrics` has written, in a quarter of the time that a CSV parser takes; null where a file looks
 * otherwise, or has numbers that are none: the parser may still read it.
 */
export function decodeMetrics(bytes: Uint8Array): Metrics | null {
  const text = new TextDecoder("latin1").decode(bytes);
  if (!text.startsWith(HEADER)) return null;
  const losses: number[] = [], learningRates: number[] = [];
  let at = HEADER.length;
  let rate = NaN, end = HEADER;
  for (let step = 0; at < text.length; step++) {
    const begin = `${step},`;
    if (!text.startsWith(begin, at)) return null;
    const comma = text.indexOf(",", at += begin.length);
    if (comma < 0) return null;
    const loss = Number(text.slice(at, comma));
    // Many rates that follow each other are the same.
    if (!text.startsWith(end, comma)) {
      const lineEnd = text.indexOf("\r\n", comma);
      if (lineEnd < 0) return null;
      rate = Number(text.slice(comma + 1, lineEnd));
      end = text.slice(comma, lineEnd + 2);
    }
    if (Number.isNaN(loss) || Number.isNaN(rate)) return null;
    losses.push(loss);
    learningRates.push(rate);
    at = comma + end.length;
  }
  return {
    losses: Float32Array.from(losses),
    learningRates: Float64Array.from(learningRates),
  };
}
