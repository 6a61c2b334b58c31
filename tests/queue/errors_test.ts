import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { InputError } from "../../runner/errors.ts";
import { parseAddress } from "../../runner/queue/address.ts";
import { Database } from "../../runner/queue/database.ts";
import { passwordIn } from "../../runner/queue/passfile.ts";
import { migrate, MIGRATIONS } from "../../runner/queue/schema.ts";
import { needs } from "../permissions.ts";
import { end, inFolder, start, type StartOptions } from "./command.ts";
import { NEEDS, openQueue, PASSWORD, type Server, startServer } from "./postgres.ts";

let server: Server | undefined;
Deno.test.beforeAll(async () => {
  if (needs("", NEEDS).ignore) return;
  server = await startServer();
  for (const name of ["empty", "newer", "rights", "ready"]) await server.create(name);
  for (const name of ["newer", "ready"]) {
    await using _ = await openQueue(server.address(name));
  }
  await server.sql("newer", "update handgrad.version set version = 99");
  await server.sql("postgres", `create role nobody login password '${PASSWORD}'`);
});
Deno.test.afterAll(async () => await server?.[Symbol.asyncDispose]());

const SMALL = {
  title: "Small",
  question: "Does it run?",
  dataset: { source: "first-names", first: 60 },
  model: { embeddingSize: 2, hiddenSizes: [4] },
  training: { steps: 20 },
  inspections: { count: 1 },
  samples: { count: 2, maxLength: 8 },
  seeds: [1, 2],
};

/** What is wrong, and what is said of it. */
const ERRORS: Record<
  string,
  { url: (server: Server) => string; env?: Record<string, string>; says: string }
> = {
  "is not of PostgreSQL": {
    url: () => "mysql://a/b",
    says: "--queue must be the URL of a PostgreSQL database",
  },
  "has a password in it": {
    url: () => "postgres://me:hunter2@127.0.0.1/x",
    says: "must not hold a password, which others could read",
  },
  "has an unknown parameter": {
    url: () => "postgres://127.0.0.1/x?sslmod=require",
    says: 'did you mean "sslmode"',
  },
  "has an unknown sslmode": {
    url: () => "postgres://127.0.0.1/x?sslmode=verify",
    says: "allowed: disable, allow, prefer, require, verify-ca, verify-full",
  },
  "is of a host that there is not": {
    url: () => "postgres://nowhere.invalid/x",
    says: "There is no host nowhere.invalid",
  },
  "is of a port where nobody answers": {
    url: () => "postgres://127.0.0.1:1/x",
    says: "No database answers at 127.0.0.1:1: is PostgreSQL running there?",
  },
  "is of a server that knows another password": {
    url: (server) => server.url("ready"),
    env: { PGPASSWORD: "wrong" },
    says: "does not let owner in: password authentication failed",
  },
  "needs a password, and there is none": {
    url: (server) => server.url("ready"),
    env: { PGPASSWORD: "", HOME: "/nowhere" },
    says: "wants a password for owner: set PGPASSWORD, or write it into ~/.pgpass",
  },
  "is of a database that there is not": {
    url: (server) => server.url("missing"),
    says: "/missing; createdb makes one",
  },
  "is of a queue of a newer handgrad": {
    url: (server) => server.url("newer"),
    says: "is of a newer handgrad (its tables are version 99, this one knows",
  },
  "is of a database where this user may make nothing": {
    url: (server) => server.url("empty", "nobody"),
    says: "has no queue yet, and nobody may not make one: let its owner start",
  },
  "is of a queue that this user may not read": {
    url: (server) => server.url("ready", "nobody"),
    says: "nobody may not do that in the database",
  },
  "asks for encryption where there is none": {
    url: (server) => server.url("ready").replace("disable", "require"),
    says: "does not encrypt, and sslmode=require asks for it",
  },
};

for (const [what, { url, env, says }] of Object.entries(ERRORS)) {
  Deno.test(needs(`a URL that ${what} is told of, exit code 2`, NEEDS), async () => {
    await inFolder({ "small.json": SMALL }, async (folder) => {
      const options: StartOptions = { env };
      let code: number, text: string;
      try {
        ({ code, text } = await start(folder, "queue", ["--queue", url(server!)], options).ended());
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        [code, text] = [2, error.message]; // by the launcher
      }
      assertEquals(code, 2, text);
      assertStringIncludes(text, says);
      assertEquals(/^\s+at .*:\d+:\d+/m.test(text), false, text);
      assertEquals(/hunter2/.test(text) || text.includes(PASSWORD), false, text);
    });
  });
}

Deno.test(needs("options that do not go with a queue are told of", NEEDS), async () => {
  await inFolder({ "small.json": SMALL }, async (folder) => {
    for (
      const [args, says] of [
        [["--force"], "--force does not go with --queue"],
        [["--jobs", "2"], "--jobs does not go with --queue"],
        [["--audit", "5"], 'must be a share such as 5%, found "5"'],
      ] as const
    ) {
      const { code, text } = await start(folder, "run", [
        "small.json",
        "--queue",
        server!.url("ready"),
        ...args,
      ]).ended();
      assertEquals(code, 2, text);
      assertStringIncludes(text, says);
    }
  });
});

Deno.test("a passfile's first line that fits counts, as in libpq", () => {
  const address = { host: "h", port: 5432, database: "d", user: "u" };
  const found = (text: string) => passwordIn(text, address);
  assertEquals(found("# h:5432:d:u:no\nother:5432:d:u:no\nh:5432:d:u:yes\n*:*:*:*:late\n"), "yes");
  assertEquals(found("*:*:*:*:a\\:b\\\\c"), "a:b\\c");
  assertEquals(found("h:5433:d:u:no\nh:5432:d\n"), undefined);
  assertEquals(found("*:*:*:u:"), "");
  assertEquals(found("*:*:*:u:a\\:"), "a:");
  assertEquals(passwordIn("a\\:b:5432:d:u:yes", { ...address, host: "a:b" }), "yes");
});

Deno.test(needs("the password may come from a passfile", NEEDS), async () => {
  await inFolder({}, async (folder) => {
    const file = join(folder, "pass");
    const password = PASSWORD.replace(/[\\:]/g, "\\$&");
    await Deno.writeTextFile(file, `127.0.0.1:*:*:owner:${password}\n`, { mode: 0o600 });
    const options = { env: { PGPASSFILE: file }, with: ["env", "-u", "PGPASSWORD"] };
    const args = ["--queue", server!.url("ready")];
    const { code, text } = await start(folder, "queue", args, options).ended();
    assertEquals(code, 0, text);
  });
});

Deno.test(
  needs("of eight that start at once on an empty database, all find the queue", NEEDS),
  async () => {
    await server!.create("at_once");
    await Promise.all(Array.from({ length: 8 }, async () => {
      await using queue = await openQueue(server!.address("at_once"), { connections: 3 });
      assertEquals(await queue.jobs.waiting(), new Map());
    }));
  },
);

Deno.test(
  needs("older tables are brought up to date, once, and newer ones are let be", NEEDS),
  async () => {
    await server!.create("older");
    const database = await Database.open(server!.address("older"));
    try {
      await migrate(database);
      await migrate(database);
      const next = [...MIGRATIONS, "alter table handgrad.run add column added text default 'here'"];
      await Promise.all([migrate(database, next), migrate(database, next)]);
      const version = async () =>
        (await database.query("select version from handgrad.version")).map(({ version }) =>
          version
        );
      assertEquals(await version(), [next.length]);
      const error = await migrate(database).catch((error) => error);
      assert(error instanceof InputError);
      assertStringIncludes(error.message, "is of a newer handgrad");
      // One that fails leaves all as it was.
      const broken = [...next, "create table handgrad.more (a int); select 1 / 0"];
      await migrate(database, broken).catch(() => {});
      assertEquals(await version(), [next.length]);
      assertEquals(await database.query("select to_regclass('handgrad.more') as found"), [{
        found: null,
      }]);
    } finally {
      await database.close();
    }
  },
);

Deno.test(
  needs(
    "a worker with the documented rights can work, and change nothing that is asked for",
    NEEDS,
  ),
  async () => {
    const guide = await Deno.readTextFile(
      new URL("../../docs/how-to/many_machines.md", import.meta.url),
    );
    const [, sql] = /```sql\n(.*?)```/s.exec(guide)!;
    await inFolder({ "small.json": SMALL }, async (folder) => {
      const run = start(folder, "run", [
        "small.json",
        "--queue",
        server!.url("rights"),
        "--audit",
        "50%",
      ]);
      await run.printing(/in the queue/);
      await server!.sql("rights", sql);
      await server!.sql("rights", `alter role handgrad_worker password '${PASSWORD}'`);
      const url = server!.url("rights", "handgrad_worker");
      const workers = [1, 2].map(() => start(folder, "worker", ["--queue", url, "--jobs", "1"]));
      const { code, text } = await run.ended();
      const said = await Promise.all(workers.map((worker) => end(worker, "SIGTERM")));
      assertEquals(code, 0, text + said.map(({ text }) => text));
      assertStringIncludes(text, "Audit: 1 of 1 run the same bits");
      assertEquals(said.map(({ code }) => code), [143, 143]);

      const worker = await Database.open(server!.address("rights", "handgrad_worker"));
      try {
        for (
          const forbidden of [
            "update handgrad.run set config = ''",
            "insert into handgrad.text (id, json) values ('a', 'b')",
            "update handgrad.text set json = ''",
            "delete from handgrad.run",
            "update handgrad.version set version = 0",
            "create table handgrad.mine (a int)",
            "drop table handgrad.result",
          ]
        ) {
          const error = await worker.query(forbidden).catch((error) => error);
          assert(error instanceof InputError, forbidden);
        }
      } finally {
        await worker.close();
      }
    });
  },
);

Deno.test(needs("the server's certificate is checked as sslmode says", NEEDS), async () => {
  await using own = await startServer();
  const [{ data }] = await own.sql("postgres", "select current_setting('data_directory') as data");
  const made =
    `openssl req -new -x509 -days 2 -nodes -subj /CN=other -addext subjectAltName=DNS:other ` +
    `-out ${data}/server.crt -keyout ${data}/server.key && chmod 600 ${data}/server.key`;
  await own.sql("postgres", `copy (select) to program '${made} 2> /dev/null'`);
  const [{ certificate }] = await own.sql(
    "postgres",
    "select pg_read_file('server.crt') as certificate",
  );
  await own.sql("postgres", "alter system set ssl = on");
  await own.sql("postgres", "select pg_reload_conf()");
  await inFolder({}, async (folder) => {
    const file = join(folder, "root.crt");
    await Deno.writeTextFile(file, `${certificate}`);
    const open = async (query: string) => {
      const url = own.url("postgres").replace(/\?.*/, `?${query}`);
      const address = parseAddress(url, () => undefined);
      const database = await Database.open(address).catch((error) => error as Error);
      if (database instanceof Error) return database.message.replace(/^.*\d\/postgres /, "");
      const [{ ssl }] = await database.query(
        "select ssl from pg_stat_ssl where pid = pg_backend_pid()",
      );
      await database.close();
      return ssl;
    };
    while (!await open("sslmode=prefer")); // until it has reloaded
    assertEquals(await open("sslmode=disable"), false);
    assertEquals(await open("sslmode=require"), true);
    assertStringIncludes(await open("sslmode=verify-ca"), "is not trusted");
    assertEquals(await open(`sslmode=verify-ca&sslrootcert=${file}`), true);
    assertStringIncludes(await open(`sslmode=verify-full&sslrootcert=${file}`), "is not trusted");
    assertStringIncludes(await open("sslmode=verify-ca&sslrootcert=/none"), "cannot be read");
  });
});
