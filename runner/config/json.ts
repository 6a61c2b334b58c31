/**
 * JSON that people write by hand: its value, and where in the text each key stands.
 *
 * @module
 */
import { type AnyNode, type MemberNode, type ObjectNode, parse } from "@humanwhocodes/momoa";
import { InputError } from "../errors.ts";

/** Keys and indices from the whole document down to a value. */
export type KeyPath = readonly (string | number)[];

/** A place in a text; both count from 1, columns in UTF-16 units. */
export interface Place {
  line: number;
  column: number;
}

/** A checked JSON text. */
export interface JsonDocument {
  value: unknown;
  /** Where a key or list item stands; of one that is not there, where the nearest thing around it stands. */
  placeOf(path: KeyPath): Place;
  /** An object's keys in the order of the text (JavaScript itself puts "2" before "b"). */
  keysOf(path: KeyPath): string[];
}

/** No experiment needs to be larger. */
export const MAX_BYTES = 250_000;
const MAX_DEPTH = 64;

/**
 * Reads a JSON text, more strictly than JSON itself: no key twice in an object, no key `__proto__`, no null, no number
 * beyond the range of a double, at most 64 levels and 250 kB. A byte order mark is skipped.
 *
 * @param file what error messages call the text
 * @throws {InputError} with file, line and column
 */
export function parseJson(text: string, file: string): JsonDocument {
  if (text.length > MAX_BYTES) {
    throw new InputError(`${file}: is larger than 250 kB, which no experiment needs to be`);
  }
  text = text.replace(/^\ufeff/, "");
  const fail = (offset: number, message: string): never => {
    const { line, column } = placeIn(text, offset);
    throw new InputError(`${file}:${line}:${column}: ${message}`);
  };
  checkDepth(text, fail);
  const root = parseTree(text, fail);
  return {
    value: toValue(root, text, fail),
    placeOf: (path) => follow(root, path).place,
    keysOf: (path) => {
      const { node, found } = follow(root, path);
      return found && node.type === "Object" ? node.members.map(keyOf) : [];
    },
  };
}

/** Throws an InputError about the text at `offset`. */
type Fail = (offset: number, message: string) => never;

/** The parser calls itself level by level, and would overflow the stack. */
function checkDepth(text: string, fail: Fail): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString && char === "\\") i++;
    else if (char === '"') inString = !inString;
    else if (inString) continue;
    else if (char === "]" || char === "}") depth--;
    else if ((char === "[" || char === "{") && ++depth > MAX_DEPTH) {
      fail(i, `is nested deeper than ${MAX_DEPTH} levels`);
    }
  }
}

function parseTree(text: string, fail: Fail): AnyNode {
  try {
    return parse(text, { mode: "json", ranges: true }).body;
  } catch (error) {
    const { offset } = error as { offset?: number };
    if (typeof offset !== "number") throw error;
    return fail(offset, syntaxError(text, offset));
  }
}

/** What is wrong at `offset`, in words. */
function syntaxError(text: string, offset: number): string {
  if (text.trim() === "") return "is empty; an experiment is a JSON object { … }";
  const before = text.slice(0, offset).trimEnd().at(-1) ?? "";
  const char = String.fromCodePoint(text.codePointAt(offset) ?? 0x20);
  const rest = text.slice(offset);
  const word = rest.match(/^"[^"\n]{0,40}"?|^[\p{L}\p{N}_.+-]{1,40}/u)?.[0] ?? JSON.stringify(char);

  if (rest.trim() === "" || "{[".includes(rest.trim())) {
    return 'ends too early: a closing }, ] or " is missing';
  }
  if (char === "\\" || isInString(text, offset)) {
    return "has a \\ that begins no escape sequence; a backslash itself is written \\\\";
  }
  if (isJson(text.slice(0, offset))) return `found ${word} after the end`;
  if ("}]".includes(char) && before === ",") return `has a comma before ${char}; leave it out`;
  if ("/#".includes(char)) return 'comments are not allowed; there is a key "comment"';
  if (char === "'") return `found '; keys and texts need double quotes: "`;
  if (/^[{[,:]?$/.test(before) && /[\p{L}_$]/u.test(char)) {
    return `found the word ${word}; keys and texts need double quotes, and other values are ` +
      "numbers, true, false, [ … ] and { … }";
  }
  if (":[,".includes(before) && /[\d.+-]/.test(char)) {
    return `${word} is not how JSON writes a number`;
  }
  if (/["\p{L}\p{N}{[-]/u.test(char) && /["\p{L}\p{N}}\]]/u.test(before)) {
    return `found ${word} where a comma or a colon is wanted`;
  }
  return `did not expect ${word} here`;
}

const isInString = (text: string, offset: number) =>
  text.slice(0, offset).replace(/\\./gs, "").split('"').length % 2 === 0;

/** Whether `text` is JSON by the letter. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function toValue(node: AnyNode, text: string, fail: Fail): unknown {
  const [start, end] = node.range!;
  switch (node.type) {
    case "Object":
      return toObject(node, text, fail);
    case "Array":
      return node.elements.map((element) => toValue(element.value, text, fail));
    case "String":
      // deno-lint-ignore no-control-regex
      if (/[\u0000-\u001f]/.test(text.slice(start, end))) {
        fail(
          start,
          "has a line break or control character in a text; write it as \\n, \\t or \\u…",
        );
      }
      if (!node.value.isWellFormed()) fail(start, "has half a surrogate pair (\\ud…) in a text");
      return node.value;
    case "Number":
      if (!Number.isFinite(node.value)) fail(start, `${text.slice(start, end)} is too large`);
      return node.value;
    case "Boolean":
      return node.value;
    default:
      return fail(start, "null is never a value here; leave the key out for its default");
  }
}

function toObject(node: ObjectNode, text: string, fail: Fail): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  const seen = new Map<string, MemberNode>();
  for (const member of node.members) {
    const key = keyOf(member);
    const offset = member.name.range![0];
    const earlier = seen.get(key);
    if (key === "__proto__") fail(offset, 'the key "__proto__" is not allowed');
    if (earlier) {
      const shown = JSON.stringify(key.slice(0, 100));
      fail(offset, `the key ${shown} is here a second time; first on line ${lineOf(earlier)}`);
    }
    seen.set(key, member);
    toValue(member.name, text, fail);
    object[key] = toValue(member.value, text, fail);
  }
  return object;
}

const keyOf = (member: MemberNode) =>
  member.name.type === "String" ? member.name.value : member.name.name;
const lineOf = (node: AnyNode) => node.loc.start.line;

/** An object's members by their keys; made once an object, since a file may have thousands of mistakes in one. */
function membersOf(node: ObjectNode): Map<string | number, MemberNode> {
  const known = members.get(node);
  if (known) return known;
  const made = new Map(node.members.map((member) => [keyOf(member), member]));
  members.set(node, made);
  return made;
}
const members = new WeakMap<ObjectNode, Map<string | number, MemberNode>>();

/** As far down `path` as the tree goes. */
function follow(root: AnyNode, path: KeyPath): { node: AnyNode; place: Place; found: boolean } {
  let node = root;
  let at: AnyNode = root;
  for (const key of path) {
    const next: AnyNode | undefined = node.type === "Object"
      ? membersOf(node).get(key)
      : node.type === "Array" && typeof key === "number"
      ? node.elements[key]
      : undefined;
    if (!next || (next.type !== "Member" && next.type !== "Element")) {
      return { node, place: placeOf(at), found: false };
    }
    at = next;
    node = next.value;
  }
  return { node, place: placeOf(at), found: true };
}

const placeOf = ({ loc: { start } }: AnyNode): Place => ({
  line: start.line,
  column: start.column,
});

function placeIn(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
