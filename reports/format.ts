/**
 * Numbers as the reader sees them.
 *
 * @module
 */

/** Stands where there is no number. */
export const DASH = "–";

const isNumber = (x: number | null | undefined): x is number => Number.isFinite(x);

/** A loss in nats per symbol: 2.1046; 10,382, whose decimals tell nobody anything; > 10⁶. */
export function formatLoss(loss: number | null | undefined): string {
  if (!isNumber(loss)) return DASH;
  return loss < 99.99995 ? loss.toFixed(4) : formatLarge(loss);
}

/**
 * A standard deviation of losses, with no more decimals than their mean has: 0.0131; 12 beside 232, < 1 beside 1,189.
 */
export function formatDeviation(deviation: number, mean: number): string {
  const isWhole = isNumber(mean) && !formatLoss(mean).includes(".");
  if (!isWhole || !isNumber(deviation)) return formatLoss(deviation);
  return deviation > 0 && deviation < 0.5 ? "< 1" : formatLarge(deviation);
}

/** e to the power of a loss: 9.03, 25,000, > 10⁶. */
export function formatPerplexity(x: number): string {
  if (Number.isNaN(x)) return DASH;
  return x < 999.995 ? x.toFixed(2) : formatLarge(x);
}

/** Half of a loss's last decimal: what is smaller does not show in it. */
export const LOSS_MARGIN = 0.00005;

/** Whether a difference shows in a loss's decimals. */
export const isSeen = (difference: number): boolean => Math.abs(difference) >= LOSS_MARGIN;

const formatLarge = (x: number): string => x < 1e6 ? formatCount(x) : "> 10⁶";

/** A count: 20,000. */
export const formatCount = (n: number | null | undefined): string =>
  isNumber(n) ? grouped(`${BigInt(Math.round(n))}`) : DASH;

/**
 * A number of at most three decimals, its thousands set apart: 12,345.5. toLocaleString takes 20 times as long, and far
 * longer the first time.
 */
export const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(\.|$))/g, ",");

/** A number without the digits that nobody needs: at most `digits` significant ones. */
export const shortNumber = (x: number, digits: number): number => Number(x.toPrecision(digits));

/** A wall time: 0.42 s, 12.3 s, 3 min 12 s, 1 h 05 min. */
export function formatSeconds(seconds: number | null | undefined): string {
  if (!isNumber(seconds)) return DASH;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** A number and its noun: 1 step, 20,000 steps. */
export const plural = (n: number, noun: string): string =>
  `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;

/** Any number in three digits: 0.0123, 12.3, 1.2e5. */
export function formatShort(x: number | null | undefined): string {
  if (!isNumber(x)) return DASH;
  const size = Math.abs(x);
  const short = Number(x.toPrecision(3));
  const isPlain = size === 0 || size >= 1e-4 && size < 1e5;
  const text = isPlain ? String(short) : short.toExponential();
  return text.replace("e+", "e").replaceAll("-", "−");
}

/** How many times something, to go before "that of …": 2,600 times, 5.1 times, 1/480 of, 2.8 × 10³⁰ times. */
export function formatFactor(x: number): string {
  if (!isNumber(x) || x <= 0) return DASH;
  if (x < 0.95) return x < 1e-6 ? "less than 10⁻⁶ of" : `1/${short(1 / x)} of`;
  return x > 1e6 ? `${formatPower(x)} times` : `${short(x)} times`;
}

/** A positive number of any size in two digits: 10²⁷, 2.8 × 10³⁰, 4 × 10⁻¹³, but 1.3, 0.012 and 130. */
export function formatPower(x: number): string {
  const [digits, power] = x.toExponential(1).split("e");
  if (Math.abs(Number(power)) <= 2) return short(x);
  const ten = `10${superscript(Number(power))}`;
  return Number(digits) === 1 ? ten : `${Number(digits)} × ${ten}`;
}

/** A whole number as an exponent: ²⁷, ⁻¹³. */
export const superscript = (n: number): string =>
  String(n).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);

const short = (x: number): string => shortNumber(x, 2).toLocaleString("en-US");

/** A share: 0 %, 0.4 %, 2.5 %, 12 %, 99.8 %. Only none at all is 0 %, and only the whole is 100 %. */
export function formatShare(share: number | null | undefined): string {
  if (!isNumber(share)) return DASH;
  const percent = 100 * share;
  if (share > 0 && percent < LEAST) return `< ${LEAST}\u00a0%`;
  if (share < 1 && percent > 100 - LEAST) return `> ${100 - LEAST}\u00a0%`;
  const short = percent >= 9.95 ? percent.toFixed(0) : percent.toPrecision(percent < 1 ? 1 : 2);
  const isFilled = share < 1 && Number(short) === 100;
  const digits = isFilled ? percent.toFixed(percent < 99.95 ? 1 : 2) : short;
  return `${Number(digits)}\u00a0%`;
}

/** In percent: how much nearer to none, or to the whole, is not told. */
const LEAST = 0.01;

/** "−0.0213 ± 0.0041": the uncertainty with two significant digits, the value with as many decimals. */
export function interval(value: number, half: number): string {
  const decimals = half > 0 ? Math.min(10, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 4;
  return `${value.toFixed(decimals)} ± ${half.toFixed(decimals)}`.replace("-", "−");
}

/** A name isolated from the direction of the text around it, where no bdi element can do it. */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** A text of at most so many characters; what is cut off ends in "…". */
export function shortened(text: string, length: number): string {
  const characters = [...text], room = Math.max(2, Math.floor(length));
  return characters.length > room ? `${characters.slice(0, room - 1).join("")}…` : text;
}
