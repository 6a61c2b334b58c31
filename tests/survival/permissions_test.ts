import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join, resolve } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { childArguments } from "../../cli/launch.ts";
import { InputError } from "../../runner/errors.ts";
import { type Needs, needs } from "../permissions.ts";
import type { Outcomes } from "./probe.ts";

const ROOT = resolve(import.meta.dirname!, "../..");
const NEEDS: Needs = { read: true, write: ["results", ".cache"], run: "deno" };
const KINDS = ["write", "net", "run", "env", "sys", "ffi", "import"];

/** A `deno run` or `deno test` in a task. */
interface Command {
  task: string;
  /** All that stands before the program. */
  flags: string[];
  program: string;
}

const LAUNCHER = "cli/launch.ts";

/** Tasks may have several commands, joined by &&; and one may start another with the flags that follow it. */
function commandsOf(tasks: Record<string, { description: string; command?: string }>): Command[] {
  return Object.entries(tasks).flatMap(([task, { command = "" }]) =>
    command.split("&&").map((part) => part.trim().split(/\s+/))
      .filter(([program, how]) => program === "deno" && ["run", "test"].includes(how))
      .flatMap(([, , ...words]) => commandsIn(task, words))
  );
}

function commandsIn(task: string, words: string[]): Command[] {
  const end = words.findIndex((word) => !word.startsWith("-"));
  const command = { task, flags: words.slice(0, end).filter(isPermission), program: words[end] };
  return command.program === LAUNCHER
    ? [command, ...commandsIn(task, words.slice(end + 1))]
    : [command];
}

const isPermission = (flag: string) => /^--(allow|deny|no-prompt)|^-[A-Z]/.test(flag);

/**
 * What a flag such as --allow-write=results,.cache grants: nothing where it is not there, "all" where it names nothing.
 */
function granted({ flags }: Command, kind: string): string[] {
  const flag = flags.find((flag) => flag.split("=")[0] === `--allow-${kind}`);
  if (flag === undefined) return [];
  return flag.includes("=") ? flag.split("=")[1].split(",") : ["all"];
}

const isHandgrad = ({ program }: Command) => program === "cli.ts";

/** Runs the probe with these flags. */
async function probe(flags: string[], kinds: string[]): Promise<Outcomes> {
  const name = `probe-${crypto.randomUUID()}`;
  const args = ["run", "--quiet", ...flags, "tests/survival/probe.ts", name, ...kinds];
  const { code, output, complaint } = await deno(...args);
  assertEquals(code, 0, complaint);
  return JSON.parse(output);
}

async function deno(...args: string[]) {
  const command = new Deno.Command("deno", { args, cwd: ROOT, stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  const [output, complaint] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, output, complaint };
}

const notRefused = (outcomes: Outcomes) =>
  Object.entries(outcomes).filter(([, outcome]) => outcome !== "refused");

/** What a task may that speaks to a browser on this machine. */
const LOCAL = ["connect to 127.0.0.1", "listen", "WebSocket"];

const commands = commandsOf(config.tasks);
const nameOf = ({ task, program }: Command) =>
  `deno task ${task}${program === LAUNCHER ? ", where it starts its command," : ""}`;

const WRITES = /^(write|change|make|remove|link|append|truncate|rename|copy|ask)\b/;

/** What else some tasks of the project's own development do, of what is probed. */
const MAY: Record<string, RegExp> = {
  docs: /^(write docs\/|make a folder$|remove$)/,
  release: /^change deno\.json$/,
  // These work in copies of the project in the system's temporary folder, which is called something else on each
  // system.
  "test:docs": WRITES,
  "publish:check": WRITES,
  npm: WRITES,
};

for (const command of commands) {
  const { flags, task } = command;
  const kinds = KINDS.filter((kind) => isHandgrad(command) || granted(command, kind).length === 0)
    .concat("write", "net", "ffi");
  const probed = [...new Set(kinds)];
  Deno.test(
    needs(`${nameOf(command)} may do no more than its flags say`, NEEDS),
    async () => {
      const ours = granted(command, "net").includes("127.0.0.1") ? LOCAL : [];
      const found = notRefused(await probe(flags, probed));
      const others = found.filter(([what]) => !ours.includes(what) && !MAY[task]?.test(what));
      assertEquals(others, []);
    },
  );
}

Deno.test("handgrad's own tasks may write results/ and .cache, one of them experiments/, and reach one host", () => {
  const own = commands.filter(isHandgrad);
  assertEquals(own.map(({ task }) => task).includes("run"), true);
  for (const command of own) {
    const folders = command.task === "new" ? ["experiments"] : ["results", ".cache"];
    for (const folder of granted(command, "write")) assert(folders.includes(folder));
    for (const host of granted(command, "net")) assertEquals(host, "raw.githubusercontent.com");
    for (const kind of ["all", "run", "sys", "ffi"]) assertEquals(granted(command, kind), []);
    assertNotEquals(granted(command, "env"), ["all"]);
  }
  for (const { task, flags } of commands) {
    if (MAY[task] === WRITES) continue;
    assertEquals(flags.filter((flag) => /^-[A-Z]|-all$|-(write|net)$/.test(flag)), [], task);
  }
});

Deno.test("what starts a command may only start Deno, and look up where a queue is", () => {
  const launching = commands.filter(({ program }) => program === LAUNCHER);
  assertEquals(launching.map(({ task }) => task), ["run", "worker", "queue"]);
  for (const command of launching) {
    assertEquals(granted(command, "run"), ["deno"]);
    for (const kind of ["read", "write", "net", "sys", "ffi", "all"]) {
      assertEquals(granted(command, kind), []);
    }
    const variables = granted(command, "env");
    assertEquals(variables.filter((name) => !/^(PG[A-Z]+|USER(NAME)?)$/.test(name)), []);
    assertEquals(variables.includes("PGPASSWORD"), false);
  }
});

Deno.test("a queue grants its host and port, what its drivers look up, and no more", () => {
  const flags = ["--allow-read", "--allow-write=results", "--allow-env=A", "--allow-net=a"];
  const launched = (...args: string[]) =>
    childArguments([...flags, "cli.ts", "run", "x.json", ...args], () => undefined);
  const [verb, lock, ...without] = launched("--jobs", "2");
  assertEquals([verb, /^--lock=.*[/\\]deno\.lock$/.test(lock)], ["run", true]);
  assertEquals(without, [
    ...flags,
    "cli.ts",
    "run",
    "x.json",
    "--jobs",
    "2",
  ]);
  for (
    const [url, net] of [
      ["postgres://b/c", "a,b:5432"],
      ["postgres://me@b:99/c?sslmode=require", "a,b:99"],
      ["postgresql://[::1]/c", "a,[::1]:5432"],
      ["postgres://", "a,localhost:5432"],
    ]
  ) {
    for (const args of [["--queue", url], [`--queue=${url}`]]) {
      const found = launched(...args);
      assertEquals(found.filter((flag) => flag.startsWith("--allow-net")), [`--allow-net=${net}`]);
      assertEquals(found.filter((flag) => flag.startsWith("--allow-write")), [
        "--allow-write=results",
      ]);
      assertEquals(found.some((flag) => /^--allow-(run|all|ffi|import)/.test(flag)), false);
      assertEquals(found.slice(-args.length), args);
    }
  }
  for (const url of ["postgres://b,c/d", "postgres://b:x/c", "http://b/c", "postgres://a b/c"]) {
    assertThrows(() => launched("--queue", url), InputError);
  }
});

Deno.test(needs("what deno task run grants can be done", NEEDS), async () => {
  const { flags } = commands.find((one) => one.task === "run" && isHandgrad(one))!;
  assertEquals(await probe(flags, ["allowed"]), {
    "write in results/": "done",
    "write in .cache/": "done",
  });
});

Deno.test(needs("a task that may do more is found", NEEDS), async () => {
  const flags = [
    "--allow-read",
    "--allow-write",
    "--allow-net=127.0.0.1",
    "--allow-env",
    "--allow-sys",
  ];
  const found = notRefused(await probe(flags, ["write", "net", "env", "sys"]))
    .map(([what, outcome]) => outcome === "done" ? what : `${what}, failed`);
  for (
    const what of [
      "write docs/",
      "write results/../../probe-",
      "link out",
      "ask for more",
      "read HOME",
    ]
      .concat(["connect to 127.0.0.1, failed", "listen", "host name", "change deno.json"])
  ) assert(found.some((one) => one.startsWith(what)), `${what}: ${found.join("; ")}`);
  assertEquals(found.filter((what) => /DNS|192|githubusercontent/.test(what)), []);

  const tasks = {
    x: { description: "", command: "deno fmt && deno run --quiet -A --allow-net=a,b x.ts y --z" },
  };
  const [command] = commandsOf(tasks);
  assertEquals(command, { task: "x", flags: ["-A", "--allow-net=a,b"], program: "x.ts" });
  assertEquals(granted(command, "net"), ["a", "b"]);
});

Deno.test(needs("a link in results/ that leads out is not followed", NEEDS), async () => {
  const name = `probe-${crypto.randomUUID()}`;
  const own = join(ROOT, ".cache", name);
  const results = join(ROOT, "results", name);
  await Deno.mkdir(own);
  try {
    const outside = join(own, "outside");
    await Deno.mkdir(outside);
    const file = join(own, `${name}.json`);
    const dataset = { source: "first-names", first: 30 };
    const experiment = { title: "t", question: "q", dataset, training: { steps: 0 } };
    await Deno.writeTextFile(file, JSON.stringify(experiment));

    await link(outside, results);
    const clean = ["clean", join("results", name), "--delete"];
    for (const args of [["run", file], ["gradcheck", file, "--report"], clean]) {
      const { code, complaint } = await deno("task", ...args);
      assertEquals(code, 2, complaint);
      assertStringIncludes(
        complaint,
        `${results} is a link, and results are not written through links`,
      );
    }
    await Deno.remove(results);
    assertEquals((await deno("task", "run", file)).code, 0);
    const [run] = [...Deno.readDirSync(results)].filter(({ isDirectory }) => isDirectory);
    await Deno.remove(join(results, run.name), { recursive: true });
    await link(outside, join(results, run.name));
    const { code, complaint } = await deno("task", "run", file);
    assertEquals(code, 2, complaint);
    assertStringIncludes(complaint, `${run.name} is a link`);
    await Deno.remove(join(results, run.name));
    await link(outside, join(results, "deeper"));
    const page = join(results, "deeper/x.html");
    const report = await deno("task", "report", results, "--out", page);
    assertStringIncludes(report.complaint, "deeper is a link");
    assertEquals([...Deno.readDirSync(outside)], []);
  } finally {
    await Deno.remove(own, { recursive: true });
    await Deno.remove(results, { recursive: true });
  }
});

/** Only who may write everywhere may make a link; these tests may not. */
async function link(target: string, path: string): Promise<void> {
  const [from, to] = [target, path].map((path) => JSON.stringify(path));
  const { code, complaint } = await deno("eval", `Deno.symlinkSync(${from}, ${to})`);
  assertEquals(code, 0, complaint);
}
