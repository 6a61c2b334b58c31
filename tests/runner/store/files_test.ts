import { assertEquals, assertRejects } from "@std/assert";
import { patiently } from "../../../runner/store/files.ts";

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
