import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../runner/errors.ts";
import { parseJson } from "../../../runner/config/json.ts";

/** The message with which `text` is refused, without the file's name. */
function refusal(text: string): string {
  const error = assertThrows(() => parseJson(text, "x.json"), InputError);
  assert(error.message.startsWith("x.json:"), error.message);
  return error.message.slice("x.json:".length);
}

Deno.test("parseJson gives the value and the places of its keys", () => {
  const text = '{\r\n  "a": [1, {"b": true}],\n  "2": "x",\n  "1": {"constructor": -1.5e2}\n}';
  const { value, placeOf, keysOf } = parseJson(text, "x.json");
  assertEquals(value, JSON.parse(text));
  assertEquals(placeOf([]), { line: 1, column: 1 });
  assertEquals(placeOf(["a"]), { line: 2, column: 3 });
  assertEquals(placeOf(["a", 1, "b"]), { line: 2, column: 13 });
  assertEquals(placeOf(["1", "constructor"]), { line: 4, column: 9 });
  assertEquals(placeOf(["1", "missing", "deeper"]), { line: 4, column: 3 });
  assertEquals(keysOf([]), ["a", "2", "1"]);
  assertEquals(keysOf(["a"]), []);
  assertEquals(keysOf(["missing"]), []);
});

Deno.test("parseJson skips a byte order mark", () => {
  const { value, placeOf } = parseJson('\ufeff{"a": 1}', "x.json");
  assertEquals(value, { a: 1 });
  assertEquals(placeOf(["a"]), { line: 1, column: 2 });
});

Deno.test("parseJson says in plain words what is not JSON", () => {
  const early = 'ends too early: a closing }, ] or " is missing';
  const word = (found: string) =>
    `found the word ${found}; keys and texts need double quotes, and other values are numbers, ` +
    "true, false, [ … ] and { … }";
  const escape = "has a \\ that begins no escape sequence; a backslash itself is written \\\\";
  const cases: [text: string, message: string][] = [
    ["", "1:1: is empty; an experiment is a JSON object { … }"],
    [" \n", "1:1: is empty; an experiment is a JSON object { … }"],
    ["{", `1:1: ${early}`],
    ['{"a": 1', `1:8: ${early}`],
    ['{"a": "x', `1:9: ${early}`],
    ['{"a": 1,\n}', "2:1: has a comma before }; leave it out"],
    ["[1, 2,]", "1:7: has a comma before ]; leave it out"],
    ['{"a" 1}', "1:6: found 1 where a comma or a colon is wanted"],
    ['{"a": 1 "b": 2}', '1:9: found "b" where a comma or a colon is wanted'],
    ['{"a": 1} x', "1:10: found x after the end"],
    ["{steps: 1}", `1:2: ${word("steps")}`],
    ['{"a": 1, b: 2}', `1:10: ${word("b")}`],
    ['{"a": tru}', `1:7: ${word("tru")}`],
    ["[NaN]", `1:2: ${word("NaN")}`],
    ["title", `1:1: ${word("title")}`],
    ["{'a': 1}", "1:2: found '; keys and texts need double quotes: \""],
    ['{"a": 1 // one\n}', '1:9: comments are not allowed; there is a key "comment"'],
    ['{"a": 01}', "1:7: 01 is not how JSON writes a number"],
    ['{"a": .5}', "1:7: .5 is not how JSON writes a number"],
    ['{"a": "C:\\data"}', `1:10: ${escape}`],
    ['{"a": "\\u12"}', `1:11: ${escape}`],
    ['{"a": }', '1:7: did not expect "}" here'],
    [
      '{"a": "one\ntwo"}',
      "1:7: has a line break or control character in a text; write it as \\n, \\t or \\u…",
    ],
  ];
  for (const [text, message] of cases) assertEquals(refusal(text), message);
});

Deno.test("parseJson refuses a key that is there twice, and names both lines", () => {
  assertEquals(
    refusal('{\n  "a": 1,\n  "b": 2,\n  "\\u0061": 3\n}'),
    '4:3: the key "a" is here a second time; first on line 2',
  );
});

Deno.test("parseJson refuses what JavaScript would take for something else", () => {
  assertEquals(refusal('{"a": {"__proto__": {}}}'), '1:8: the key "__proto__" is not allowed');
  assertEquals(
    refusal("[null]"),
    "1:2: null is never a value here; leave the key out for its default",
  );
  assertEquals(refusal("[1, -1e999]"), "1:5: -1e999 is too large");
  assertEquals(refusal('["\\ud800"]'), "1:2: has half a surrogate pair (\\ud…) in a text");
});

Deno.test("parseJson refuses texts that are too deep or too large", () => {
  assertEquals(parseJson("[".repeat(64) + "]".repeat(64), "x.json").keysOf([]), []);
  assertEquals(refusal("[".repeat(65) + "]".repeat(65)), "1:65: is nested deeper than 64 levels");
  assertEquals(refusal('{"a":'.repeat(50_000)), "1:321: is nested deeper than 64 levels");
  assertEquals(parseJson(`["${"[".repeat(100)}\\"["]`, "x.json").keysOf([]), []);
  assertEquals(
    refusal(`"${"x".repeat(250_000)}"`),
    " is larger than 250 kB, which no experiment needs to be",
  );
});
