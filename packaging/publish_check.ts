/**
 * `deno task publish:check`: what `deno publish` would say of the library, without publishing it. The package is
 * checked in a folder of its own, with the packages of `@std` linked beside it, as JSR would link them: these are, by
 * its options,
 *
 *     (none)           the stand-ins in std/, for machines that cannot reach JSR
 *     --std <folder>   the real ones, from a checkout of https://github.com/denoland/std
 *     --jsr            the real ones, from JSR
 *     --publish        these too, and then it is published
 *
 * @module
 */
import { join, resolve } from "node:path";
import { copy, copyPackage, run } from "./files.ts";

/** The library uses csv; the others are what it is made of. */
const STD = ["csv", "streams", "internal"];

const [option, given] = Deno.args;
const usesJsr = option === "--jsr" || option === "--publish";
if (option !== undefined && !usesJsr && !(option === "--std" && given)) {
  console.error(`Unknown option "${option}" (allowed: --std <folder>, --jsr, --publish)`);
  Deno.exit(2);
}
const links = usesJsr
  ? []
  : option === "--std"
  ? STD.map((name) => resolve(given, name))
  : ["../std/csv"];
// Not in .cache: what Git ignores is not published.
const folder = await Deno.makeTempDir();
try {
  await copyPackage(join(folder, "package"), () => ({ links }));
  if (option === undefined) await copy("std/csv", folder);
  await run("deno", ["publish", "--dry-run", "--allow-dirty"], join(folder, "package"));
  const std = usesJsr ? "JSR's" : option === "--std" ? "the real" : "a stand-in for";
  console.log(`deno publish --dry-run passes, with ${std} @std/csv`);
  if (option === "--publish") {
    await run("deno", ["publish", "--allow-dirty"], join(folder, "package"));
  }
} catch (error) {
  console.error((error as Error).message);
  Deno.exitCode = 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}
