/**
 * Starts a command with the flags that it is given, and lets it reach one more host: that of its --queue, which
 * deno.json cannot know. This process only reads the command line; all else is the child's, which may do no more than
 * the flags say.
 *
 *     deno run … cli/launch.ts --allow-read --allow-net=a cli.ts run x.json --queue postgres://b/c
 *     → deno run --lock=… --allow-read --allow-net=a,b:5432 … cli.ts run x.json --queue postgres://b/c
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { InputError } from "../runner/errors.ts";
import { hostAndPort, parseAddress } from "../runner/queue/address.ts";

/** What the drivers of the queue look up, https://www.postgresql.org/docs/15/libpq-envars.html. */
const ENVIRONMENT = "PG*,NODE*,USER,USERNAME,HOME,APPDATA,OTEL*";
const SYSTEM = "hostname,systemMemoryInfo";

/**
 * Where the versions are locked that the commands need, without what only tests do; and those with the queue's drivers.
 */
const LOCK = fileURLToPath(new URL("../deno.lock", import.meta.url));
const QUEUE_LOCK = fileURLToPath(new URL("../runner/queue/deno.lock", import.meta.url));

/**
 * The arguments of the child.
 *
 * @throws InputError where the URL cannot be read
 */
export function childArguments(
  given: readonly string[],
  env: (name: string) => string | undefined,
): string[] {
  const at = given.findIndex((argument) => !argument.startsWith("-"));
  const flags = given.slice(0, at), rest = given.slice(at);
  const url = queueIn(rest);
  if (url === undefined) return ["run", `--lock=${LOCK}`, ...flags, ...rest];
  const address = hostAndPort(parseAddress(url, env));
  const more = { net: address, env: ENVIRONMENT, sys: SYSTEM };
  const granted = Object.entries(more).reduce(
    (flags, [kind, what]) => withGrant(flags, `--allow-${kind}`, what),
    flags,
  );
  return ["run", `--lock=${QUEUE_LOCK}`, ...granted, ...rest];
}

function withGrant(flags: readonly string[], flag: string, what: string): string[] {
  const isThere = flags.some((one) => one.startsWith(`${flag}=`));
  if (!isThere) return [...flags, `${flag}=${what}`];
  return flags.map((one) => one.startsWith(`${flag}=`) ? `${one},${what}` : one);
}

/** What --queue is given. */
function queueIn(args: readonly string[]): string | undefined {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const at = own.findLastIndex((one) => one === "--queue" || one.startsWith("--queue="));
  if (at < 0) return undefined;
  return own[at] === "--queue" ? own[at + 1] : own[at].slice("--queue=".length);
}

if (import.meta.main) {
  let args: string[];
  try {
    args = childArguments(Deno.args, (name) => Deno.env.get(name));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
  const child = new Deno.Command("deno", { args }).spawn();
  // A terminal sends signals to both; who sends one to this process means the child.
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) {
    Deno.addSignalListener(signal, () => {
      try {
        child.kill(signal);
      } catch {
        // It has ended.
      }
    });
  }
  Deno.exit((await child.status).code);
}
