/**
 * A PostgreSQL of the tests' own: in a temporary folder, on a free port of this machine, gone with the test.
 *
 * @module
 */
import { join } from "node:path";
import { type Address, parseAddress } from "../../runner/queue/address.ts";
import { Database, type DatabaseOptions } from "../../runner/queue/database.ts";
import { Jobs } from "../../runner/queue/jobs.ts";
import { migrate } from "../../runner/queue/schema.ts";
import type { Needs } from "../permissions.ts";

export const PASSWORD = "a secret, with % and :";

/** PostgreSQL does not run as root: where the tests do, it runs as the user of Debian's package. */
const isRoot = () => Deno.build.os !== "windows" && Deno.uid() === 0;
const AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];

/** Runs a program of PostgreSQL's. @throws with what it said, where it fails */
async function run(program: string, ...args: string[]): Promise<string> {
  const command = [...isRoot() ? AS_POSTGRES : ["env"], program, ...args];
  const { success, stdout, stderr } = await new Deno.Command(command[0], {
    args: command.slice(1),
    cwd: "/",
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`${program} failed: ${out}${err}`);
  return out.trim();
}

/** Where Debian puts programs that PATH does not lead to. */
async function programs(): Promise<string | undefined> {
  for (const folder of ["/usr/local/bin", "/usr/bin"]) {
    if (await isThere(join(folder, "initdb"))) return folder;
  }
  const versions = await Array.fromAsync(Deno.readDir("/usr/lib/postgresql"), ({ name }) => name)
    .catch(() => []);
  const [newest] = versions.sort((a, b) => Number(b) - Number(a));
  return newest && `/usr/lib/postgresql/${newest}/bin`;
}

const isThere = (path: string) => Deno.stat(path).then(() => true, () => false);

const mayLook = Deno.permissions.querySync({ name: "read" }).state === "granted" &&
  Deno.permissions.querySync({ name: "run" }).state !== "denied";
const bin = mayLook ? await programs() : undefined;

/** What tests with a database need. */
export const NEEDS: Needs = {
  read: true,
  net: "127.0.0.1",
  run: ["deno", "setpriv", "env"],
  other: { what: "PostgreSQL", isThere: bin !== undefined },
};

export interface Server extends AsyncDisposable {
  port: number;
  /** The URL of a database of this server, as somebody. */
  url(database: string, user?: string): string;
  address(database: string, user?: string): Address;
  /** Makes a database. */
  create(database: string): Promise<void>;
  /** Carries SQL out as the owner of all. */
  sql(database: string, text: string): Promise<Record<string, unknown>[]>;
  stop(mode?: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  /** Its log. */
  log(): Promise<string>;
}

/** @param settings as in postgresql.conf */
export async function startServer(settings: Record<string, string> = {}): Promise<Server> {
  const folder = await run("mktemp", "-d");
  const data = join(folder, "data"), secret = join(folder, "secret"), log = join(folder, "log");
  const program = (name: string) => join(bin!, name);
  Deno.env.set("PGPASSWORD", PASSWORD);
  await run("sh", "-c", `cat > ${secret} <<'END'\n${PASSWORD}\nEND`);
  await run(
    program("initdb"),
    ...["-D", data, "-U", "owner", "-A", "scram-sha-256", `--pwfile=${secret}`],
    ...["-E", "UTF8", "--locale=C", "--no-sync"],
  );
  const port = freePort();
  const all = {
    port: `${port}`,
    listen_addresses: "*",
    unix_socket_directories: folder,
    max_connections: "100",
    ...settings,
  };
  const options = Object.entries(all).map(([key, value]) => `-c ${key}='${value}'`).join(" ");
  const start = async () => {
    await run(program("pg_ctl"), "-D", data, "-l", log, "-o", options, "-w", "start");
  };
  const stop = async (mode = "fast") => {
    await run(program("pg_ctl"), "-D", data, "-m", mode, "-w", "stop");
  };
  await start();
  const url = (database: string, user = "owner") =>
    `postgres://${user}@127.0.0.1:${port}/${database}?sslmode=disable`;
  const address = (database: string, user?: string) =>
    parseAddress(url(database, user), () => undefined);
  const sql = async (database: string, text: string) => {
    const opened = await Database.open(address(database), { connections: 1 });
    try {
      return (await opened.executeSql(text)).rows;
    } finally {
      await opened.close();
    }
  };
  return {
    port,
    url,
    address,
    sql,
    stop,
    start,
    create: async (database) => {
      await sql("postgres", `create database ${database}`);
    },
    log: () => run("cat", log),
    [Symbol.asyncDispose]: async () => {
      await stop("immediate").catch(() => {});
      await run("rm", "-rf", folder);
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** A queue that is open. */
export interface OpenQueue extends AsyncDisposable {
  database: Database;
  jobs: Jobs;
}

export async function openQueue(address: Address, options?: DatabaseOptions): Promise<OpenQueue> {
  const database = await Database.open(address, options);
  await migrate(database);
  const jobs = await Jobs.open(database);
  return {
    database,
    jobs,
    [Symbol.asyncDispose]: async () => {
      await jobs.close();
      await database.close();
    },
  };
}
