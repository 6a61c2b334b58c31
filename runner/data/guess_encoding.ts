/**
 * Guesses which encoding bytes are in that are not UTF-8, so that a message can name it. Never used to read a file
 * without being asked.
 *
 * @module
 */

const MAX_BYTES = 1 << 16;

/** Bytes of which every second one is 0 (most of them: letters of ASCII) are UTF-16; null where they are not. */
export function looksLikeUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const length = Math.min(bytes.length, MAX_BYTES) & ~1;
  if (length < 8) return null;
  const zeros = [0, 0];
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i & 1]++;
  const half = length / 2;
  if (zeros[1] > 0.4 * half && zeros[0] < 0.05 * half) return "utf-16le";
  if (zeros[0] > 0.4 * half && zeros[1] < 0.05 * half) return "utf-16be";
  return null;
}

/** Of languages written in Latin letters with some others between them; the commonest first. */
const LATIN = ["windows-1252", "iso-8859-2", "windows-1250", "macintosh"];
/** Of other alphabets: whole words are above 0x7f. */
const ALPHABETS: [string, RegExp][] = [
  ["windows-1251", /\p{Script=Cyrillic}/u],
  ["koi8-r", /\p{Script=Cyrillic}/u],
  ["iso-8859-5", /\p{Script=Cyrillic}/u],
  ["ibm866", /\p{Script=Cyrillic}/u],
  ["windows-1253", /\p{Script=Greek}/u],
  ["windows-1255", /\p{Script=Hebrew}/u],
  ["windows-1256", /\p{Script=Arabic}/u],
];
const EAST_ASIAN: [string, RegExp][] = [
  ["shift_jis", /[\u3041-\u30fa]/u],
  ["euc-jp", /[\u3041-\u30fa]/u],
  ["euc-kr", /\p{Script=Hangul}/u],
  ["gb18030", /[\u4e00-\u9fff\u3000-\u3002\uff0c]/u],
  ["big5", /[\u4e00-\u9fff\u3000-\u3002\uff0c]/u],
];

/** The encodings that the bytes are likely in, the likeliest first; at most three. */
export function guessEncodings(bytes: Uint8Array): string[] {
  const utf16 = looksLikeUtf16(bytes);
  if (utf16 !== null) return [utf16];
  const sample = bytes.subarray(0, MAX_BYTES);
  const scored = (candidates: readonly string[], score: (text: string) => number) =>
    candidates.map((encoding) => ({ encoding, score: scoreOf(sample, encoding, score) }))
      .filter(({ score }) => score > 0.5)
      .sort((a, b) => b.score - a.score)
      .map(({ encoding }) => encoding);
  const isWordy = (byte: number) => byte >= 0x80;
  let high = 0, beside = 0;
  for (let i = 0; i < sample.length; i++) {
    if (!isWordy(sample[i])) continue;
    high++;
    if (isWordy(sample[i - 1] ?? 0) || isWordy(sample[i + 1] ?? 0)) beside++;
  }
  if (beside < 0.5 * high) {
    return scored(LATIN, latinScore).slice(0, 3);
  }
  const eastAsian = EAST_ASIAN.filter(([encoding, script]) =>
    scoreOf(sample, encoding, (text) => share(text, script)) > 0.5
  ).map(([encoding]) => encoding);
  const alphabets = ALPHABETS.map(([encoding, script]) => ({
    encoding,
    score: scoreOf(sample, encoding, (text) => share(text, script) * soundCase(text)),
  })).filter(({ score }) => score > 0.7).sort((a, b) => b.score - a.score)
    .map(({ encoding }) => encoding);
  return [...alphabets.slice(0, 2), ...eastAsian].slice(0, 3);
}

/** −1 where the bytes cannot be of this encoding. */
function scoreOf(bytes: Uint8Array, encoding: string, score: (text: string) => number): number {
  try {
    // The sample may end within a character.
    return score(new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true }));
  } catch {
    return -1;
  }
}

/** The share of `script` among what is not ASCII. */
function share(text: string, script: RegExp): number {
  let all = 0, found = 0;
  for (const character of text) {
    if (character <= "\x7f") continue;
    all++;
    if (script.test(character)) found++;
  }
  return all === 0 ? 0 : found / all;
}

/** How rarely a capital follows a small letter; an alphabet read by another's table swaps them. */
function soundCase(text: string): number {
  const after = text.match(/\p{Ll}\p{L}/gu)?.length ?? 0;
  const odd = text.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0;
  const small = text.match(/\p{Ll}/gu)?.length ?? 0;
  const capital = text.match(/\p{Lu}/gu)?.length ?? 0;
  const upside = small + capital === 0 ? 1 : small >= capital ? 1 : 0.75;
  return (after === 0 ? 1 : 1 - odd / after) * upside;
}

/** Letters of Western and Central European languages, and their quotes; rarer ones count half. */
function latinScore(text: string): number {
  let all = 0, sum = 0;
  for (const character of text) {
    if (character <= "\x7f") continue;
    all++;
    if (/[àáâäåæçèéêëìíîïñòóôöøùúûüßąćęłńóśźżáčďěňřšťúůýžőű–—’‘“”„€…°§£]/iu.test(character)) {
      sum += 1;
    } else if (/\p{L}/u.test(character)) sum += 0.6;
  }
  const oddCase = text.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0;
  return all === 0 ? 0 : (sum - 0.5 * Math.min(oddCase, all)) / all;
}
