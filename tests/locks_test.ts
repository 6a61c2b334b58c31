import { assertEquals } from "@std/assert";
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { needs } from "./permissions.ts";

/** The packages that a lock file holds, with their versions. */
async function packages(lock: string): Promise<string[]> {
  const text = await Deno.readTextFile(join(import.meta.dirname!, "..", lock));
  return Object.keys(JSON.parse(text).npm);
}

const nameOf = (locked: string) => locked.replace(/(?<=.)@.*/, "");

for (const lock of ["deno.lock", "runner/queue/deno.lock"]) {
  Deno.test(needs(`${lock} has the versions that are tested`, { read: true }), async () => {
    const tested = await packages("tests/deno.lock");
    const shared = new Set(tested.map(nameOf));
    const found = (await packages(lock)).filter((locked) => shared.has(nameOf(locked)));
    assertEquals(found.filter((locked) => !tested.includes(locked)), []);
  });

  Deno.test(needs(`${lock} has nothing that only tests use`, { read: true }), async () => {
    const names = (await packages(lock)).map(nameOf);
    const others = ["axe-core", "fast-check", "playwright-core"];
    assertEquals(names.filter((name) => others.includes(name)), []);
  });
}

Deno.test("every task that may download packages names the file that their versions are locked in", () => {
  const without = Object.entries<{ description: string; command?: string }>(config.tasks)
    .filter(([, { command }]) => /\bdeno (run|test|check) (?!.*--lock=)/.test(command ?? ""));
  assertEquals(without.map(([task]) => task), []);
});
