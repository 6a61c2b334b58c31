/**
 * `deno task release <version>`: sets the version, dates the changelog, has all checked, commits and tags. Nothing is
 * pushed or published.
 *
 * @module
 */
import { join } from "node:path";
import { parseArguments } from "../../cli/arguments.ts";
import { InputError } from "../../runner/errors.ts";

const HELP =
  `Make a release of what is committed: version, date in the changelog, checks, commit, tag.

  deno task release <version>

It refuses a tree with changes, a tag that is there, a version that is not newer, and a changelog whose first version is not
"## <version> (unreleased)". Where a check fails, the files are put back. Nothing is pushed or published.

Options:
  -h, --help  show this
`;

/** What must pass with the new version in place. */
const CHECKS = [["deno", "task", "ok"], ["deno", "task", "publish:check"]];

export interface ReleaseOptions {
  /** The project's folder. */
  folder: string;
  version: string;
  /** "2026-11-27" */
  today: string;
  /** Commands that must end with exit code 0. */
  checks: readonly (readonly string[])[];
}

/**
 * Makes the commit and the tag v<version>.
 *
 * @throws {InputError} where it must not be made; the files are then as before
 */
export async function release({ folder, version, today, checks }: ReleaseOptions): Promise<void> {
  const file = (name: string) => join(folder, name);
  if (!/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(version)) {
    throw new InputError(`"${version}" is no version, such as 0.2.0`);
  }
  const git = (...args: string[]) => run(folder, ["git", ...args]);
  if (await git("status", "--porcelain") !== "") {
    throw new InputError("There are changes that are not committed: commit them, or put them away");
  }
  if (await git("tag", "--list", `v${version}`) !== "") {
    throw new InputError(`The tag v${version} is there already`);
  }
  const config = await Deno.readTextFile(file("deno.json"));
  const changelog = await Deno.readTextFile(file("CHANGELOG.md"));
  const { version: before } = JSON.parse(config);
  const [heading = "", noted, state] = /^## (\d\S*)(.*)$/m.exec(changelog) ?? [];
  if (noted !== version || state !== " (unreleased)") {
    throw new InputError(
      `The first version in CHANGELOG.md must have the heading "## ${version} (unreleased)", found "${heading}"`,
    );
  }
  const isFirst = await git("tag", "--list", "v*") === "" && version === before;
  if (!isFirst && !isNewer(version, before)) {
    throw new InputError(`${version} is not newer than ${before}`);
  }

  const dated = changelog.replace(heading, `## ${version} (${today})`);
  await Deno.writeTextFile(file("deno.json"), withVersion(config, version));
  await Deno.writeTextFile(file("CHANGELOG.md"), dated);
  try {
    for (const check of checks) await run(folder, check);
    await git("commit", "--quiet", "--all", "--message", `Release ${version}`);
    await git("tag", "--annotate", `v${version}`, "--message", `handgrad ${version}`);
  } catch (error) {
    await Deno.writeTextFile(file("deno.json"), config);
    await Deno.writeTextFile(file("CHANGELOG.md"), changelog);
    throw error;
  }
}

/** deno.json with another version, and everything else as it is written. */
const withVersion = (config: string, version: string): string =>
  config.replace(/^( *"version": )"[^"]*"/m, `$1"${version}"`);

function isNewer(version: string, before: string): boolean {
  const [a, b] = [version, before].map((text) => text.split(".").map(Number));
  const first = a.findIndex((part, i) => part !== b[i]);
  return first >= 0 && a[first] > b[first];
}

/** Runs a command. @returns what it printed @throws {InputError} with all that it said, where it fails */
async function run(folder: string, [program, ...args]: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd: folder })
    .output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new InputError(`${[program, ...args].join(" ")} fails:\n${out}${err}`);
  return out.trim();
}

async function main(): Promise<number> {
  try {
    const { positional, flag } = parseArguments("release", Deno.args, { help: "flag" });
    if (flag("help")) return console.log(HELP.trimEnd()), 0;
    const [version, ...others] = positional;
    if (version === undefined || others.length > 0) {
      throw new InputError("Which version? For example: deno task release 0.2.0");
    }
    const today = new Date().toISOString().slice(0, 10);
    await release({ folder: Deno.cwd(), version, today, checks: CHECKS });
    console.log(`Committed and tagged v${version}. To publish it:
  git push --follow-tags
  deno task publish:check --publish`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (import.meta.main) Deno.exit(await main());
