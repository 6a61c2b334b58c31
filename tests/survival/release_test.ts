import { assertEquals, assertRejects } from "@std/assert";
import { join, resolve } from "node:path";
import { InputError } from "../../runner/errors.ts";
import { needs } from "../permissions.ts";
import { release } from "../tools/release.ts";

const NEEDS = { read: true, write: ".cache", run: "git" } as const;
const CONFIG = `{\n  "name": "x",\n  "version": "0.1.0",\n  "a": { "version": "9" }\n}\n`;
const CHANGELOG =
  "# Changelog\n\n## Numerics versions\n\n## 0.2.0 (unreleased)\n\n- New.\n\n## 0.1.0 (2026-01-01)\n";
const FINE = [["git", "--version"]];

/** A repository with a deno.json and a changelog, as of the release 0.1.0. */
async function inRepository(test: (folder: string, git: Git) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({
    dir: resolve(import.meta.dirname!, "../../.cache"),
    prefix: "release-",
  });
  const git: Git = async (...args) => {
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    const { stdout } = await new Deno.Command("git", { args: [...identity, ...args], cwd: folder })
      .output();
    return new TextDecoder().decode(stdout).trim();
  };
  try {
    await Deno.writeTextFile(join(folder, "deno.json"), CONFIG);
    await Deno.writeTextFile(join(folder, "CHANGELOG.md"), CHANGELOG);
    await git("init", "--quiet");
    await git("config", "user.name", "a");
    await git("config", "user.email", "a@example.org");
    await git("add", ".");
    await git("commit", "--quiet", "--message", "All");
    await git("tag", "v0.1.0");
    await test(folder, git);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

type Git = (...args: string[]) => Promise<string>;

const make = (folder: string, version: string, checks: readonly string[][] = FINE) =>
  release({ folder, version, today: "2026-11-27", checks });

Deno.test(
  needs("a release is a version, a date, a commit and a tag", NEEDS),
  () =>
    inRepository(async (folder, git) => {
      await make(folder, "0.2.0");
      assertEquals(await git("status", "--porcelain"), "");
      assertEquals(await git("log", "-1", "--format=%s"), "Release 0.2.0");
      assertEquals(await git("describe", "--exact-match"), "v0.2.0");
      const config = await Deno.readTextFile(join(folder, "deno.json"));
      assertEquals(config, CONFIG.replace("0.1.0", "0.2.0"));
      const changelog = await Deno.readTextFile(join(folder, "CHANGELOG.md"));
      assertEquals(changelog, CHANGELOG.replace("unreleased", "2026-11-27"));
    }),
);

Deno.test(
  needs("a release that must not be is refused, and leaves all as it was", NEEDS),
  () =>
    inRepository(async (folder, git) => {
      const refused = async (why: string, version: string, checks?: string[][]) => {
        const before = await git("status", "--porcelain");
        await assertRejects(() => make(folder, version, checks), InputError, why);
        assertEquals(await git("status", "--porcelain"), before);
        assertEquals(await git("tag"), "v0.1.0");
      };
      await refused("is no version", "v0.2");
      await refused("The tag v0.1.0 is there already", "0.1.0");
      await refused('"## 0.3.0 (unreleased)", found "## 0.2.0 (unreleased)"', "0.3.0");
      await refused("git nonsense fails", "0.2.0", [["git", "nonsense"]]);
      await Deno.writeTextFile(join(folder, "deno.json"), CONFIG.replace("0.1.0", "0.2.1"));
      await refused("changes that are not committed", "0.2.0");
      await git("commit", "--quiet", "--all", "--message", "Newer");
      await refused("0.2.0 is not newer than 0.2.1", "0.2.0");
      await Deno.writeTextFile(join(folder, "new.txt"), "");
      await refused("changes that are not committed", "0.2.0");
    }),
);

Deno.test(
  needs("the first release may have the version that is there", NEEDS),
  () =>
    inRepository(async (folder, git) => {
      await git("tag", "--delete", "v0.1.0");
      await Deno.writeTextFile(join(folder, "CHANGELOG.md"), "## 0.1.0 (unreleased)\n");
      await git("commit", "--quiet", "--all", "--message", "First");
      await make(folder, "0.1.0");
      assertEquals(await git("tag"), "v0.1.0");
    }),
);
