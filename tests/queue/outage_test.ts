import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { end, exactFiles, inFolder, start } from "./command.ts";
import { NEEDS, type Server, startServer } from "./postgres.ts";

/** Runs of some seconds, so that they are cut off in the middle. */
const LONG = {
  title: "Long",
  question: "Does it survive?",
  dataset: { source: "first-names", first: 400 },
  model: { embeddingSize: 8, hiddenSizes: [100] },
  training: { steps: 60_000 },
  evaluation: { count: 3 },
  inspections: { count: 1 },
  samples: { count: 2, maxLength: 8 },
  seeds: [1, 2, 3, 4],
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a program. @returns whether it went well */
async function does(...[program, ...args]: string[]): Promise<boolean> {
  const command = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return await command.output().then(({ success }) => success, () => false);
}

async function must(...command: string[]): Promise<void> {
  assert(await does(...command), command.join(" "));
}

const may = (program: string) =>
  Deno.permissions.querySync({ name: "run", command: program }).state === "granted";

/** Whether this user can make hosts of their own, and a small disk. */
async function canSeparate(): Promise<boolean> {
  if (Deno.build.os !== "linux" || !may("ip")) return false;
  const made = await does("ip", "netns", "add", "handgrad-probe");
  if (made) await does("ip", "netns", "del", "handgrad-probe");
  return made;
}

/** Hosts of their own on this machine, each with a line to this one. */
async function withHosts(count: number, test: (hosts: string[]) => Promise<void>): Promise<void> {
  const mark = Math.floor(Math.random() * 200) + 20;
  const hosts = Array.from({ length: count }, (_, i) => `handgrad-${mark}-${i}`);
  try {
    for (const [i, host] of hosts.entries()) {
      await must("ip", "netns", "add", host);
      await must(
        "ip",
        "link",
        "add",
        `hg${mark}-${i}`,
        "type",
        "veth",
        "peer",
        "name",
        "line",
        "netns",
        host,
      );
      await must("ip", "addr", "add", `10.${mark}.${i}.1/24`, "dev", `hg${mark}-${i}`);
      await must("ip", "link", "set", `hg${mark}-${i}`, "up");
      await must("ip", "-n", host, "addr", "add", `10.${mark}.${i}.2/24`, "dev", "line");
      await must("ip", "-n", host, "link", "set", "line", "up");
    }
    await test(hosts);
  } finally {
    for (const host of hosts) await does("ip", "netns", "del", host);
  }
}

const HOSTS = { ...NEEDS, run: [...NEEDS.run as string[], "ip"] };

Deno.test(
  needs(
    "workers on hosts of their own, cut off and connected again, give what a local run gives, once",
    {
      ...HOSTS,
      other: {
        what: "PostgreSQL and a user who can make network namespaces",
        isThere: NEEDS.other!.isThere && await canSeparate(),
      },
    },
  ),
  async () => {
    await inFolder({ "long.json": LONG }, async (local) => {
      const reference = await start(local, "run", ["long.json"]).ended();
      assertEquals(reference.code, 0, reference.text);
      const expected = await exactFiles(join(local, "results/long"));
      await using server = await startServer();
      await server.create("hosts");
      await anyHost(server);
      await withHosts(2, async (hosts) => {
        await inFolder({ "long.json": LONG }, async (folder) => {
          const run = start(folder, "run", ["long.json", "--queue", server.url("hosts")]);
          await run.printing(/in the queue/);
          const workers = hosts.map((host, i) => {
            const url = `postgres://owner@10.${
              host.split("-")[1]
            }.${i}.1:${server.port}/hosts?sslmode=disable`;
            const args = ["--queue", url, "--jobs", "1", "--checkpoint", "0.5"];
            return start(folder, "worker", args, { with: ["ip", "netns", "exec", host] });
          });
          await run.printing(/step [1-9]/);
          await sleep(1500);
          await must("ip", "-n", hosts[0], "link", "set", "line", "down");
          await sleep(26_000); // longer than a heartbeat may be missing
          await must("ip", "-n", hosts[0], "link", "set", "line", "up");
          const { code, text } = await run.ended();
          const ends = await Promise.all(workers.map((worker) => end(worker, "SIGINT")));
          const all = [text, ...ends.map(({ text }) => text)].join("\n");
          assertEquals(code, 0, all);
          assertEquals(await exactFiles(join(folder, "results/long")), expected);
          const [left] = await server.sql(
            "hosts",
            `select (select count(*) from handgrad_queue.job where state <> 'completed')::int as jobs,
               (select count(*) from handgrad.result)::int as results, (select count(*) from handgrad.checkpoint)::int as checkpoints`,
          );
          assertEquals(left, { jobs: 0, results: 4, checkpoints: 0 }, all);
          const [{ workers: count }] = await server.sql(
            "hosts",
            "select count(distinct worker)::int as workers from handgrad.result",
          );
          console.log(
            `${count} workers have finished runs; ${
              all.match(/goes on from step \d+/g) ?? "none went on"
            }`,
          );
        });
      });
    });
  },
);

/** Lets clients of any address in, with their password. */
async function anyHost(server: Server): Promise<void> {
  const [{ file }] = await server.sql("postgres", "select current_setting('hba_file') as file");
  await server.sql(
    "postgres",
    `copy (select 'host all all all scram-sha-256') to program 'cat >> ${file}'`,
  );
  await server.sql("postgres", "select pg_reload_conf()");
}

async function canMount(): Promise<boolean> {
  if (Deno.build.os !== "linux" || !may("mount") || !may("umount") || !may("env")) return false;
  const folder = await Deno.makeTempDir({ dir: ".cache" });
  const mounted = await does("mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", folder);
  if (mounted) await does("umount", folder);
  await Deno.remove(folder);
  return mounted;
}

Deno.test(
  needs("a full disk of the database is told of, exit code 2, and nothing is lost", {
    ...NEEDS,
    write: ".cache",
    other: {
      what: "PostgreSQL and a user who can mount a tmpfs",
      isThere: NEEDS.other!.isThere && await canMount(),
    },
  }),
  async () => {
    await using server = await startServer();
    const [{ folder: data }] = await server.sql(
      "postgres",
      "select current_setting('data_directory') as folder",
    );
    const disk = `${data}-disk`;
    await must("env", "mkdir", disk);
    await must("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk);
    try {
      await must("env", "chown", "--reference", `${data}`, disk);
      await server.sql("postgres", `create tablespace small location '${disk}'`);
      await server.sql("postgres", "create database small tablespace small");
      await inFolder({ "long.json": { ...LONG, training: { steps: 500 } } }, async (folder) => {
        const args = ["--queue", server.url("small")];
        const first = start(folder, "run", ["long.json", ...args]);
        await first.printing(/in the queue/);
        await server.sql("small", "create table filler (a text)");
        const fill =
          "insert into filler select repeat(md5(random()::text), 200) from generate_series(1, $)";
        for (let rows = 1000; rows >= 1;) {
          const filled = await server.sql("small", fill.replace("$", `${rows}`)).then(
            () => true,
            () => false,
          );
          if (!filled) rows = Math.floor(rows / 4);
        }
        const { code, text } = await start(folder, "worker", args).ended();
        assertEquals(code, 2, text);
        assertStringIncludes(text, "The disk of the database");
        assertEquals(/^\s+at .*:\d+:\d+/m.test(text), false, text);
        await end(first, "SIGINT");

        await server.sql("small", "drop table filler");
        const worker = start(folder, "worker", args);
        const again = await start(folder, "run", ["long.json", ...args]).ended();
        await end(worker, "SIGINT");
        assertEquals(again.code, 0, again.text);
        assertEquals(await server.sql("small", "select count(*)::int from handgrad.result"), [{
          count: 4,
        }]);
      });
      await server.sql("postgres", "drop database small with (force)");
    } finally {
      await server.stop("immediate");
      await must("umount", disk);
    }
  },
);
