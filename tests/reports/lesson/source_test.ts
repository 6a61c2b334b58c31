import { assert, assertEquals } from "@std/assert";
import { LAYERS } from "../../../core/layers.ts";
import { LOSSES } from "../../../core/losses.ts";
import { coreFiles } from "../../../cli/lesson.ts";
import {
  aboutOf,
  functionsOf,
  statementOf,
  withoutComments,
} from "../../../reports/lesson/source.ts";
import { needs } from "../../permissions.ts";

const TEXT = `/**
 * A file on things (https://example.org/a).
 * Its second line.
 *
 * @module
 */

/** Of one. */
export function one(a: number, { b }: { b: number }): number {
  // why
  const c = a; // so
  if (b) {
    return c;
  }
  return b;
}

export function two(
  keep = (_: string, x: number) => x,
) {
  return keep;
}
`;

Deno.test("functions are found as they stand", () => {
  const found = functionsOf([{ path: "core/x.ts", text: TEXT }]);
  assertEquals([...found.keys()], ["one", "two"]);
  const { line, text, body } = found.get("one")!;
  assertEquals(line, 9);
  assert(TEXT.includes(text) && text.startsWith("export function one(") && text.endsWith("\n}"));
  assertEquals(body.split("\n").length, 6);
  assertEquals(found.get("two")!.body, "  return keep;");
  assertEquals(withoutComments(body), "const c = a;\n  if (b) {\n    return c;\n  }\n  return b;");
  assertEquals(statementOf("c", body), { code: "const c = a;", because: "so" });
  assertEquals(statementOf("d", body), { code: "", because: "" });
});

Deno.test("what a file tells of itself is its first comment", () => {
  const about = (path: string, type: string, functions: string[]) =>
    aboutOf(type, functions, [{ path, text: `${TEXT}layer({\n  type: "things",\n});` }]);
  const wanted = "A file on things (https://example.org/a). Its second line.";
  assertEquals(about("core/layers/x.ts", "things", []), wanted);
  assertEquals(about("core/x.ts", "loss", ["two"]), wanted);
  assertEquals(about("core/layers/x.ts", "others", ["three"]), "");
});

Deno.test(
  needs("all functions of all lessons are found in core/, and every layer tells of itself", {
    read: true,
  }),
  async () => {
    const files = await coreFiles();
    const functions = functionsOf(files);
    for (const { forward, backward } of [...LOSSES, ...LAYERS.flatMap(({ lessons }) => lessons)]) {
      for (const one of [forward, backward]) {
        if (one === undefined) continue;
        const { path, text, line } = functions.get(one.name)!;
        const file = await Deno.readTextFile(path);
        assert(file.includes(text), one.name);
        assertEquals(file.split("\n")[line - 1].startsWith(`export function ${one.name}(`), true);
      }
    }
    for (const { type } of LAYERS) assert(aboutOf(type, [], files).length > 20, type);
  },
);
