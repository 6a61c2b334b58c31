import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { lockFolder } from "../../../runner/store/lock.ts";
import { needs } from "../../permissions.ts";

const FILES = { read: true, write: ".cache" } as const;

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: join(import.meta.dirname!, "../../../.cache") });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test(needs("who comes second waits until the lock is freed", FILES), async () => {
  await inFolder(async (folder) => {
    const first = await lockFolder(folder, { onWait: () => Promise.reject(new Error("no")) });
    const happened: string[] = [];
    const second = lockFolder(folder, { onWait: () => happened.push("waits") })
      .then((lock) => (happened.push("has it"), lock));
    await new Promise((resolve) => setTimeout(resolve, 250));
    assertEquals(happened, ["waits"]);
    first!.close();
    (await second)!.close();
    assertEquals(happened, ["waits", "has it"]);
  });
});

Deno.test(needs("a signal ends the waiting, and leaves the lock to others", FILES), async () => {
  await inFolder(async (folder) => {
    using _first = await lockFolder(folder);
    const controller = new AbortController();
    const { signal } = controller;
    assertEquals(await lockFolder(folder, { signal, onWait: () => controller.abort() }), null);
  });
});

Deno.test(needs("a folder in the lock's place is an error", FILES), async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(join(folder, ".lock"));
    await assertRejects(() => lockFolder(folder), Error, "directory");
  });
});
