import { assert, assertEquals } from "@std/assert";
import { join, resolve } from "node:path";
import { can, needs } from "../permissions.ts";

const ROOT = resolve(import.meta.dirname!, "../..");

/** What a shell prints. */
async function shell(name: string, args: string[], cwd: string): Promise<string> {
  const { stdout, stderr, code } = await new Deno.Command(name, { args, cwd, stdin: "null" })
    .output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Writes the completions for a shell. @returns the file */
async function completions(name: string): Promise<string> {
  const { stdout } = await new Deno.Command("deno", {
    args: ["run", "--quiet", "cli.ts", "completions", name],
    cwd: ROOT,
  }).output();
  const file = await Deno.makeTempFile({ dir: join(ROOT, ".cache") });
  await Deno.writeFile(file, stdout);
  return file;
}

const isThere = async (name: string) =>
  can("run", name) && await new Deno.Command(name, { args: ["--version"] }).output()
    .then(() => true, () => false);

/** What a shell's completions of a line are, one after the other. */
const COMPLETE: Record<string, (file: string, words: string[]) => string[]> = {
  bash: (file, words) => [
    "--norc",
    "-c",
    `source '${file}'; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _handgrad 2> /dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`,
    "bash",
    ...words,
  ],
  fish: (file, words) => [
    "--no-config",
    "-c",
    // It asks Deno for its own completions, which have no part here.
    `function deno; end; source '${file}'; complete -C '${words.join(" ")}'`,
  ],
};

for (const [name, complete] of Object.entries(COMPLETE)) {
  const wanted = {
    read: true,
    write: ".cache",
    run: ["deno", name],
    other: { what: name, isThere: await isThere(name) },
  } as const;
  Deno.test(
    needs(`${name} completes tasks, options and keys, in this project alone`, {
      ...wanted,
      run: [...wanted.run],
    }),
    async () => {
      const file = await completions(name);
      try {
        const found = async (line: string, cwd = ROOT) =>
          (await shell(name, complete(file, line.split(" ")), cwd)).split("\n")
            .map((text) => text.split("\t")[0]).filter((text) => text !== "");
        assertEquals(await found("deno task compl"), ["completions"]);
        assertEquals(await found("deno task run --che"), ["--checkpoint"]);
        assertEquals(await found("deno task clean --del"), ["--delete"]);
        assert((await found("deno task run --set training.step")).includes("training.steps="));
        assertEquals(await found("deno task compl", join(ROOT, "tests")), ["completions"]);
        assertEquals(await found("deno task compl", "/"), []);
      } finally {
        await Deno.remove(file);
      }
    },
  );
}
