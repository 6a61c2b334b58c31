/**
 * `deno task lesson`: writes the course on all layers' gradients, one page.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderLesson } from "../reports/lesson/page.ts";
import { InputError } from "../runner/errors.ts";
import { refuseLinks } from "../runner/store/links.ts";
import { writeWhole } from "../runner/store/files.ts";
import { parseArguments } from "./arguments.ts";
import { forUser, type Host } from "./host.ts";
import type { SourceFile } from "../reports/lesson/source.ts";

/** @returns the exit code */
export async function lessonCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional } = parseArguments("lesson", args, { help: "flag" });
  if (positional.length > 0) throw new InputError("deno task lesson takes no file");
  const page = join(host.results(), "lesson.html");
  await refuseLinks(host.results(), page);
  const lesson = rendered(renderLesson, await coreFiles());
  await writeWhole(page, lesson.page);
  for (const name of lesson.changed) {
    host.complain(
      `Warning: ${name} has changed, so exercises made of it are left out; is it right? deno test tests/core/layers_test.ts\n`,
    );
  }
  host.print(`Lesson: ${forUser(host, page)}\n`);
  return 0;
}

/**
 * Renders a page of lessons.
 *
 * @throws {InputError} for a formula that cannot be read: whoever adds a layer mistypes one
 */
export function rendered<Given extends unknown[], T>(
  render: (...given: Given) => T,
  ...given: Given
): T {
  try {
    return render(...given);
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(error.message);
    throw error;
  }
}

const CORE = new URL("../core/", import.meta.url);

/** The files of core/ that the lesson shows functions of. */
export async function coreFiles(): Promise<SourceFile[]> {
  const paths: string[] = [];
  for (const folder of ["", "layers/", "losses/"]) {
    for await (const { name, isFile } of Deno.readDir(new URL(folder, CORE))) {
      if (isFile && name.endsWith(".ts")) paths.push(folder + name);
    }
  }
  return await Promise.all(
    paths.sort().map(async (path) => ({
      path: `core/${path}`,
      text: await Deno.readTextFile(fileURLToPath(new URL(path, CORE))),
    })),
  );
}
