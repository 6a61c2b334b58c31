/**
 * Ways to damage a config: what people mistype, what programs write wrongly, and what an attacker would try.
 *
 * @module
 */
import fc from "../../../fast_check.ts";
import { objectsIn, spotsIn, textOf, type Tree, treeOf } from "./tree.ts";

const long = "x".repeat(10_000);

/** Texts that may stand where a value is wanted; not all of them are JSON. */
export const ODD_VALUES = [
  ..."null true false NaN Infinity -Infinity undefined 0x10 01 +1 .5 1. 1e 1_000 ' // /*".split(
    " ",
  ),
  ..."0 -0 -1 1 2 0.5 1.5 5e-324 1e-320 -1e300 1e300 1e999 -1e999 1e21 4294967296".split(" "),
  ..."9007199254740993 99999999999999999999999999".split(" "),
  ...[
    "",
    "step",
    "true",
    "42",
    "../../x",
    "/etc/passwd",
    "\0",
    "\u202eabc",
    "\ud800",
    "\u{1f600}",
    "e\u0301",
    "</script>",
    "__proto__",
    long,
  ].map((text) => JSON.stringify(text)),
  '"\ud800"',
  '"\n"',
  '"\\x"',
  '"\\ud83d\\ude00"',
  "[]",
  "[[]]",
  "{}",
  '{"a": {}}',
  '{"": 1}',
  '{"toString": 1, "hasOwnProperty": 2}',
  '{"constructor": {"prototype": {"x": 1}}}',
  '{"__proto__": {"x": 1}}',
  '{"a": 1, "a": 2}',
  '{"file": "/etc/passwd"}',
  '{"csv": "../x.csv", "column": "__proto__"}',
  '{"seed": 1, "continues": "samples"}',
  '{"scheme": "xavier", "gain": 1e308, "scale": 1e308}',
  '{"schedule": "step", "milestones": [3, 2, 1]}',
  `[${"0, ".repeat(3000)}0]`,
  `{${Array.from({ length: 300 }, (_, i) => `"k${i}": ${i}`).join(", ")}}`,
];

/** Texts that may stand where a key is wanted. */
const ODD_KEYS = ["__proto__", "constructor", "toString", "", "a.b", "\0", "\ud800", "0", long]
  .map((key) => JSON.stringify(key)).concat(["key", "'key'", '"\\u005f_proto__"', "null", "{}"]);

/** Texts that may stand anywhere. */
const ODD_BITS = ["{", "}", "[", "]", '"', ",", ":", "\\", " ", "\0", "\ufeff", "\ud800", "\u202e"]
  .concat(["\u2028", "\r", "// x\n", "/* x */", "#", "e", "-", "null", "\u{1f600}"]);

/** A place; taken modulo the number of places there are. */
const place = fc.noBias(fc.nat(1_000_000));
const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % all.length];
const copy = (tree: Tree): Tree => structuredClone(tree);

/** A change of the tree, in place. */
type TreeDamage = (tree: Tree) => void;

const treeDamage: fc.Arbitrary<TreeDamage> = fc.oneof(
  fc.record({ at: place, text: fc.constantFrom(...ODD_VALUES) }).map(
    ({ at, text }): TreeDamage => (tree) => pick(spotsIn(tree), at)?.replace({ text }),
  ),
  fc.record({ at: place, from: place }).map(({ at, from }): TreeDamage => (tree) => {
    const spots = spotsIn(tree);
    pick(spots, at)?.replace(copy(pick(spots, from)!.value));
  }),
  fc.record({ at: place, depth: fc.constantFrom(1, 2, 60, 64, 100, 20_000), list: fc.boolean() })
    .map(({ at, depth, list }): TreeDamage => (tree) => {
      const spot = pick(spotsIn(tree), at);
      const [open, close] = list ? ["[", "]"] : ['{"a":', "}"];
      const inner = spot && textOf(spot.value);
      spot?.replace({ text: open.repeat(depth) + inner + close.repeat(depth) });
    }),
  fc.record({
    object: place,
    at: place,
    what: fc.constantFrom("remove", "twice", "odd", "drop", "add", "swap", "case"),
    letter: place,
  }).map(({ object, at, what, letter }): TreeDamage => (tree) => {
    const { members } = pick(objectsIn(tree), object) ?? { members: [] };
    const member = pick(members, at);
    if (member === undefined) return;
    if (what === "remove") members.splice(members.indexOf(member), 1);
    else if (what === "twice") members.push([member[0], copy(member[1])]);
    else if (what === "odd") member[0] = pick(ODD_KEYS, letter)!;
    else member[0] = misspelt(member[0], what, letter);
  }),
);

/** A key in its quotes with one letter wrong. */
function misspelt(key: string, how: string, letter: number): string {
  const i = 1 + letter % Math.max(1, key.length - 2);
  const [before, here, after] = [key.slice(0, i), key[i] ?? "", key.slice(i + 1)];
  if (how === "drop") return before + after;
  if (how === "add") return before + here + "x" + after;
  if (how === "case") return before + here.toUpperCase() + after;
  return after.length > 1 ? before + after[0] + here + after.slice(1) : key;
}

/** A change of the text. */
type TextDamage = (text: string) => string;

const bit = fc.oneof(
  fc.constantFrom(...ODD_BITS),
  fc.constantFrom(...ODD_VALUES),
  fc.string({ unit: "binary", maxLength: 5 }),
);

const textDamage: fc.Arbitrary<TextDamage> = fc.oneof(
  place.map((at): TextDamage => (text) => text.slice(0, at % (text.length + 1))),
  fc.record({ at: place, bit, gone: fc.nat(3) }).map(({ at, bit, gone }): TextDamage => (text) => {
    const i = at % (text.length + 1);
    return text.slice(0, i) + bit + text.slice(i + gone);
  }),
  fc.constantFrom<TextDamage>(
    (text) => "\ufeff" + text,
    (text) => "\ufeff\ufeff" + text,
    (text) => text.replaceAll("\n", "\r\n"),
    (text) => text.replaceAll("\n", " // a comment\n"),
    (text) => text.replaceAll('"', "'"),
    (text) => text + text,
    (text) => " ".repeat(250_000) + text,
    (text) => [...text].map((character) => character + "\0").join(""), // UTF-16 read as UTF-8
  ),
);

const several = <T>(one: fc.Arbitrary<T>, most: number) =>
  fc.array(one, { maxLength: most, size: "max" });

/**
 * The text of `value` as JSON, damaged in up to three places of its tree and, now and then, in up to two of its text.
 */
export function damaged(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const textDamages = fc.oneof({ weight: 2, arbitrary: fc.constant<TextDamage[]>([]) }, {
    weight: 1,
    arbitrary: several(textDamage, 2),
  });
  return fc.tuple(value, several(treeDamage, 3), textDamages).map(([value, inTree, inText]) => {
    const tree = treeOf(value);
    for (const damage of inTree) damage(tree);
    return inText.reduce((text, damage) => damage(text), textOf(tree));
  });
}
