import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { patiently, writeTogether } from "../../../runner/store/files.ts";
import { needs } from "../../permissions.ts";

const FILES = { read: true, write: ".cache" } as const;

/** An action that fails so many times, and counts. */
function failing(times: number, error: Error) {
  const done = { count: 0 };
  const action = () => ++done.count <= times ? Promise.reject(error) : Promise.resolve("renamed");
  return { done, action };
}

const denied = () => new Deno.errors.PermissionDenied("in use");

Deno.test("what is in use for a moment is tried again on Windows, and only there", async () => {
  const two = failing(2, denied());
  assertEquals(await patiently(two.action, { isWindows: true, pause: 0 }), "renamed");
  assertEquals(two.done.count, 3);
  const elsewhere = failing(2, denied());
  await assertRejects(() => patiently(elsewhere.action, { isWindows: false }));
  assertEquals(elsewhere.done.count, 1);
});

Deno.test("what stays in use is given up, and any other error is told at once", async () => {
  const always = failing(Infinity, denied());
  const inUse = () => patiently(always.action, { isWindows: true, pause: 0 });
  await assertRejects(inUse, Deno.errors.PermissionDenied);
  assertEquals(always.done.count, 20);
  const full = failing(1, new Error("disk full"));
  await assertRejects(() => patiently(full.action, { isWindows: true, pause: 0 }), Error, "full");
  assertEquals(full.done.count, 1);
});

Deno.test(needs("of files that are written together all are there or none", FILES), async () => {
  const folder = await Deno.makeTempDir({ dir: ".cache" });
  const found = async () =>
    Object.fromEntries(
      (await Array.fromAsync(
        Deno.readDir(folder),
        async ({ name }) => [name, (await Deno.readTextFile(join(folder, name))).slice(0, 3)],
      )).sort(),
    );
  const large = "x".repeat(5_000_000);
  try {
    await writeTogether(folder, { "a.csv": "1", "summary.json": "2" });
    await assertRejects(
      () => writeTogether(folder, { "no/b": "3", "a.csv": large, "summary.json": "5" }),
      Deno.errors.NotFound,
      "no/b",
    );
    assertEquals(await found(), { "a.csv": "1", "summary.json": "2" });
    await writeTogether(folder, { "a.csv": large, "summary.json": "5" });
    assertEquals(await found(), { "a.csv": "xxx", "summary.json": "5" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
