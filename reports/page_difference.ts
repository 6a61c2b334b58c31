/**
 * Where a page is another one than its data give, in plain words.
 *
 * @module
 */

/** A place in which the pages differ: what it is, and what stands there. */
export interface Difference {
  /** "the answer", "the table of “Results”", … */
  part: string;
  found: string;
  expected: string;
}

/** What came of comparing two pages. */
export type PageComparison =
  | { kind: "same" }
  /** The same text, but for what mail and editors do to line ends and to the beginning and end of a file. */
  | { kind: "same but for line ends" }
  /** A browser has written it anew from what it made of it. */
  | { kind: "saved by a browser" }
  | { kind: "different"; differences: Difference[]; more: number };

/** So many differences are told. */
const MAX_TOLD = 5;

/** @param expected the page that the data of `found` give */
export function comparePages(found: string, expected: string): PageComparison {
  if (found === expected) return { kind: "same" };
  const page = found.replace(/^\ufeff/, "").replaceAll("\r\n", "\n").trimEnd() + "\n";
  if (page === expected) return { kind: "same but for line ends" };
  if (isSaved(page)) return { kind: "saved by a browser" };
  const lines = page.split("\n"), wanted = expected.split("\n");
  if (lines.length !== wanted.length) {
    return { kind: "different", differences: [differenceIn(page, expected, expected, 0)], more: 0 };
  }
  const differences: Difference[] = [];
  let more = 0;
  for (let i = 0, start = 0; i < lines.length; start += wanted[i].length + 1, i++) {
    if (lines[i] === wanted[i]) continue;
    if (differences.length === MAX_TOLD) more++;
    else differences.push(differenceIn(lines[i], wanted[i], expected, start));
  }
  return { kind: "different", differences, more };
}

/** The script marks the document that it runs in; and browsers say where they have saved a page from. */
const isSaved = (page: string): boolean =>
  /^\s*(<!DOCTYPE html>)?\s*(<!--\s*saved from url|<html[^>]*\bclass="[^"]*\blive\b)/i
    .test(page.slice(0, 2000));

/** Where `found` leaves `expected`, which begins at `start` of the page `whole`. */
function differenceIn(found: string, expected: string, whole: string, start: number): Difference {
  let from = 0;
  while (from < expected.length && found[from] === expected[from]) from++;
  let end = 0;
  const most = Math.min(found.length, expected.length) - from;
  while (end < most && found.at(-1 - end) === expected.at(-1 - end)) end++;
  const part = partAt(whole, Math.min(start + from, whole.length - 1));
  return { part, found: excerpt(found, from, end), expected: excerpt(expected, from, end) };
}

const MAX_EXCERPT = 80;

/** What differs, with the rest of the words that it begins and ends in. */
function excerpt(text: string, from: number, end: number): string {
  let to = text.length - end;
  while (from > 0 && to - from < MAX_EXCERPT / 2 && /[^\s<>"]/.test(text[from - 1])) from--;
  while (to < text.length && to - from < MAX_EXCERPT / 2 && /[^\s<>"]/.test(text[to])) to++;
  const whole = text.slice(from, to).replace(/\s+/g, " ").trim();
  if (whole === "") return "nothing";
  return whole.length > MAX_EXCERPT ? `${whole.slice(0, MAX_EXCERPT)}…` : whole;
}

/** What of an element is open at a place of the page. */
const OPEN: [start: string, end: string, name: string][] = [
  ["<style>", "</style>", "the style"],
  ['<script type="module">', "</script>", "the script"],
  ['<script type="application/json"', "</script>", "the data"],
  ["<meta", ">", "the page’s head"],
  ["<title>", "</title>", "the title"],
  ["<h1", "</h1>", "the title"],
  ['<p class="question"', "</p>", "the question"],
  ['<div class="answer">', "</div>", "the answer"],
];

const KINDS: [start: string, end: string, name: string][] = [
  ["<table", "</table>", "the table"],
  ["<svg", "</svg>", "a chart"],
  ['<ul class="samples"', "</ul>", "the samples"],
  ["<pre", "</pre>", "the text"],
  ["<details>", "</details>", "what is folded"],
];

/** What stands at a place of a page that is as it was drawn. */
function partAt(page: string, at: number): string {
  const isIn = ([start, end]: [string, string, string]) => {
    const open = page.lastIndexOf(start, at);
    if (open < 0) return false;
    const close = page.indexOf(end, open);
    return close < 0 || close + end.length > at;
  };
  const own = OPEN.find(isIn);
  if (own !== undefined) return own[2];
  const kind = KINDS.find(isIn)?.[2];
  const headings = [...page.slice(0, at).matchAll(/<h([23])[^>]*>([^]*?)<\/h\1>/g)];
  const last = headings.at(-1)?.[2].replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
  if (last === undefined) return kind ?? "the beginning";
  return kind === undefined ? `the part “${last}”` : `${kind} in “${last}”`;
}
