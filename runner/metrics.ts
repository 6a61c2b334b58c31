/**
 * metrics.csv: a run's losses and learning rates, a row for each step.
 *
 * @module
 */
import type { StoredRun } from "./results.ts";

export type Metrics = Pick<StoredRun, "losses" | "learningRates">;

export const METRICS_COLUMNS = ["step", "loss", "learningRate"];

/** Rounded to nine significant digits, which tell every float32 from every other. */
export const nineDigits = (x: number): number => Number(x.toPrecision(9));

/** The metrics as the file keeps them: the learning rates with nine digits. Many that follow each other are the same. */
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
const [ZERO, POINT] = ["0", "."].map((character) => character.charCodeAt(0));

/** The file's bytes, written one by one: there may be a million rows, and by strings they take four times as long. */
export function encodeMetrics({ losses, learningRates }: Metrics): Uint8Array<ArrayBuffer> {
  const header = `${METRICS_COLUMNS}\r\n`;
  const bytes = new Uint8Array(header.length + ROW * losses.length);
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
    // Between 1 and 10, where most losses are, the ninth digit is the eighth after the point, and this product is exact.
    const nine = Math.round(float32 * 1e8);
    const whole = Math.floor(nine / 1e8);
    bytes[length++] = ZERO + whole;
    bytes[length++] = POINT;
    integer(nine - 1e8 * whole, 8);
    while (bytes[length - 1] === ZERO) length--;
    if (bytes[length - 1] === POINT) length--;
  };

  text(header);
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
