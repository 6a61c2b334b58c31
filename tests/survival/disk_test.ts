import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join, resolve } from "node:path";
import { can, type Needs, needs } from "../permissions.ts";
import {
  ended,
  exactFiles,
  inFolder,
  NEEDS,
  printing,
  runFolders,
  start,
  TINY,
} from "./command.ts";

const mount = (...args: string[]) => new Deno.Command("mount", { args }).output();
const unmount = (folder: string) => new Deno.Command("umount", { args: [folder] }).output();

/** Mounts a small disk. @returns whether this machine and user can */
async function mountDisk(folder: string, kilobytes: number): Promise<boolean> {
  const { success } = await mount("-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder);
  return success;
}

async function canMount(): Promise<boolean> {
  if (!can("run", "mount") || !can("run", "umount") || !can("write", ".cache")) return false;
  const dir = resolve(import.meta.dirname!, "../../.cache");
  const folder = await Deno.makeTempDir({ dir });
  const success = Deno.build.os === "linux" && await mountDisk(folder, 100);
  if (success) await unmount(folder);
  await Deno.remove(folder);
  return success;
}

const DISK: Needs = {
  ...NEEDS,
  run: ["deno", "mount", "umount"],
  other: { what: "a user who can mount a tmpfs", isThere: await canMount() },
};

/** Runs `test` in a folder whose results lie on a disk of their own. */
async function onDisk(
  kilobytes: number,
  experiment: unknown,
  test: (folder: string, results: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const results = join(folder, "results");
    await Deno.mkdir(results);
    assert(await mountDisk(results, kilobytes));
    try {
      await test(folder, results);
    } finally {
      await unmount(results);
    }
  }, experiment);
}

/** Fills a disk to its last byte. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let size = 2 ** 16; size >= 1;) {
    try {
      await file.write(new Uint8Array(size));
    } catch {
      size /= 2;
    }
  }
}

const LONGER = {
  ...TINY,
  variants: { ...TINY.variants, large: { ...TINY.variants.large, training: { steps: 1500 } } },
};

Deno.test(
  needs("a disk that gets full while training costs what could not be written, no more", DISK),
  async () => {
    await onDisk(20_000, LONGER, async (folder, results) => {
      assertEquals((await ended(start(folder))).code, 0);
      const files = await exactFiles((await runFolders(folder)).large);
      await Deno.remove(join(results, "tiny"), { recursive: true });

      const process = start(folder, "--jobs", "1", "--checkpoint", "0.02");
      // The next run begins while the files of the one before it are being written.
      const toTheEnd = await printing(process, /(?=.*quick +done)(?=.*large +step)/s);
      const { quick } = await runFolders(folder);
      const kept = await exactFiles(quick);
      await fill(join(results, "ballast"));
      const { code, text } = await toTheEnd();
      assertEquals(code, 1, text);
      assertEquals(text.match(/Warning: no checkpoints.*No space left/g)?.length, 1, text);
      assertMatch(text, /large +FAILED: its results could not be saved: No space left/);
      assertEquals(/^\s+at .*:\d+:\d+/m.test(text), false, text);
      assertEquals(await exactFiles(quick), kept);
      for (const path of Object.values(await runFolders(folder))) {
        const names = await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
        assertEquals(names.filter((name) => name.endsWith(".tmp")), []);
        assertEquals(path === quick, names.includes("summary.json"), text);
      }

      await Deno.remove(join(results, "ballast"));
      const again = await ended(start(folder));
      assertEquals(again.code, 0, again.text);
      assertMatch(again.text, /quick +cached/);
      assertEquals(await exactFiles((await runFolders(folder)).large), files);
    });
  },
);

Deno.test(needs("a read-only results folder is said before training", DISK), async () => {
  await onDisk(20_000, TINY, async (folder, results) => {
    await mount("-o", "remount,ro", results);
    for (let i = 0; i < 2; i++) {
      const { code, text } = await ended(start(folder));
      assertEquals(code, 1, text);
      assertStringIncludes(text, "Read-only file system");
      assertEquals(/quick|^\s+at .*:\d+:\d+/m.test(text), false, text);
      // The second time all runs are there.
      await mount("-o", "remount,rw", results);
      if (i === 0) assertEquals((await ended(start(folder))).code, 0);
      await mount("-o", "remount,ro", results);
    }
    const { text } = await ended(start(folder));
    assertStringIncludes(text, "Nothing is trained, for results cannot be written: ");
  });
});
