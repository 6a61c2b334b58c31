import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { SourceText } from "../../runner/data/lines.ts";
import { cleanText } from "../../runner/data/cleaning.ts";
import type { Run } from "../../runner/sweep/plan.ts";
import { auditsOf, sampleOf, sendAudits } from "../../runner/queue/audit.ts";
import { type Jobs, Lost, queueName } from "../../runner/queue/jobs.ts";
import { Listener, publish } from "../../runner/queue/publish.ts";
import { keyOf, PostgresStore } from "../../runner/queue/store.ts";
import { work, type WorkOptions } from "../../runner/queue/work.ts";
import { readSource } from "../../runner/data/sources.ts";
import { NUMERICS_VERSION } from "../../runner/numerics.ts";
import { needs } from "../permissions.ts";
import { checkpointOf, plannedRuns, trained } from "../runner/store/run_store_suite.ts";
import { NEEDS, type OpenQueue, openQueue, type Server, startServer } from "./postgres.ts";

let server: Server | undefined, databases = 0;
Deno.test.beforeAll(async () => {
  if (!needs("", NEEDS).ignore) server = await startServer();
});
Deno.test.afterAll(async () => await server?.[Symbol.asyncDispose]());

const NAME = queueName("exact", NUMERICS_VERSION);

/** Runs `test` with an empty queue. */
function test(name: string, fn: (queue: OpenQueue, database: string) => Promise<void>): void {
  Deno.test({
    ...needs(name, NEEDS),
    fn: async () => {
      const database = `work_${++databases}`;
      await server!.create(database);
      await using queue = await openQueue(server!.address(database));
      await fn(queue, database);
    },
  });
}

async function textOf({ config }: Run): Promise<SourceText> {
  return cleanText(await readSource(config.dataset.source, { base: "." }), config.dataset);
}

async function send(queue: OpenQueue, runs: readonly Run[], pauseAt?: number): Promise<void> {
  const text = await textOf(runs[0]);
  await publish(queue, runs.map((run) => ({ run, experiment: "small", text, pauseAt })));
}

/** Works until `isOver`, asked again and again. @returns all that the worker has said */
async function workUntil(
  queue: OpenQueue,
  isOver: (said: string) => boolean | Promise<boolean>,
  options: Partial<WorkOptions> = {},
): Promise<string> {
  const stop = new AbortController();
  let said = "";
  const working = work(queue, {
    name: "one",
    jobs: 1,
    checkpointSeconds: 10,
    stop: stop.signal,
    say: (text) => void (said += text + "\n"),
    ...options,
  });
  try {
    while (!await isOver(said)) {
      await Promise.race([working, new Promise((resolve) => setTimeout(resolve, 20))]);
    }
  } finally {
    stop.abort();
    await working;
  }
  return said;
}

const isFinished = (queue: OpenQueue, runs: readonly Run[]) => async () => {
  const store = new PostgresStore(queue.database);
  const states = await Promise.all(runs.map((run) => store.peek(run)));
  return states.every(({ state }) => state === "finished");
};

const isAside = (jobs: Jobs, count: number) => async () => (await jobs.aside()).length === count;

test("a worker trains what was sent, and its results are those of a training here", async (queue) => {
  const { runs, dataset } = await plannedRuns();
  await send(queue, runs);
  await workUntil(queue, isFinished(queue, runs));
  const store = new PostgresStore(queue.database);
  for (const run of runs) {
    const { finished } = await store.find(run);
    const here = await trained(run, dataset);
    assertEquals(finished!.summary.hashes, here.summary.hashes);
    assertEquals(finished!.summary.dataset, here.summary.dataset);
    assertEquals(finished!.losses, here.losses);
  }
  assertEquals(await queue.jobs.live(await Promise.all(runs.map(keyOf))), new Set());
});

test("a run that waits or is being trained is not sent twice, and one text is kept of all", async (queue) => {
  const { runs } = await plannedRuns({ seeds: [1, 2, 3] });
  await send(queue, runs);
  await queue.jobs.take([NAME]);
  await send(queue, runs);
  assertEquals([...await queue.jobs.waiting()], [[NAME, runs.length - 1]]);
  const [{ count }] = await queue.database.query("select count(*)::int from handgrad.text");
  assertEquals(count, 1);
});

test("a run that is finished is not trained again by who takes it later", async (queue) => {
  const { runs: [run], dataset } = await plannedRuns();
  await send(queue, [run]);
  const results = await trained(run, dataset);
  const mark = { ...results, summary: { ...results.summary, seconds: 4711 } };
  await new PostgresStore(queue.database).write(mark);
  await workUntil(queue, async () => (await queue.jobs.live([await keyOf(run)])).size === 0);
  const { finished } = await new PostgresStore(queue.database).find(run);
  assertEquals(finished!.summary.seconds, 4711);
});

test("a slow worker whose run was given to another cannot overwrite what that one stored", async (queue) => {
  const { runs: [run], dataset } = await plannedRuns({ evaluation: { at: [5] } });
  await send(queue, [run]);
  const slow = (await queue.jobs.take([NAME]))!;
  await queue.jobs.fail(slow, "it was silent for too long");
  const other = (await queue.jobs.take([NAME]))!;
  assertEquals([other.id, other.retryCount], [slow.id, slow.retryCount + 1]);
  const storeOf = (taken: typeof slow) =>
    new PostgresStore(queue.database, {
      worker: taken === slow ? "slow" : "other",
      fence: (sql, what) =>
        what === "results" ? queue.jobs.complete(taken, sql) : queue.jobs.hold(taken, sql),
    });
  const isLost = async (what: Promise<unknown>) => {
    assert(await what.then(() => false, (error) => error instanceof Lost));
  };
  const results = await trained(run, dataset);
  const checkpoint = await checkpointOf(run, dataset, 5);
  const wrong = { ...results, summary: { ...results.summary, seconds: 4711 } };
  await isLost(storeOf(slow).saveCheckpoint(run, checkpoint, 5));
  await isLost(storeOf(slow).write(wrong));
  assertEquals(await queue.jobs.beat([slow]), [slow]);
  assertEquals(await queue.jobs.beat([other]), []);
  await storeOf(other).saveCheckpoint(run, checkpoint, 5);
  await storeOf(other).write(results);
  await isLost(storeOf(slow).write(wrong));
  const rows = await queue.database.query("select worker from handgrad.result");
  assertEquals(rows, [{ worker: "other" }]);
  const { finished } = await new PostgresStore(queue.database).find(run);
  assertEquals(finished!.summary.seconds, results.summary.seconds);
});

test("a worker that is stopped gives its run back, and another goes on from there", async (queue) => {
  const { runs: [run], dataset } = await plannedRuns({
    model: { embeddingSize: 8, hiddenSizes: [200] },
    training: { steps: 3000 },
    variants: { one: {} },
  });
  await send(queue, [run]);
  const key = await keyOf(run);
  const isBegun = async () =>
    (await queue.database.query("select from handgrad.checkpoint where key = $1", [key])).length >
      0;
  await workUntil(queue, isBegun, { checkpointSeconds: 0.05 });
  assertEquals([...await queue.jobs.waiting()], [[NAME, 1]]);
  assertEquals((await new PostgresStore(queue.database).peek(run)).state, "saved");
  const said = await workUntil(queue, isFinished(queue, [run]), { name: "two" });
  assert(/goes on from step [1-9]/.test(said), said);
  const { finished } = await new PostgresStore(queue.database).find(run);
  assertEquals(finished!.summary.hashes, (await trained(run, dataset)).summary.hashes);
});

test("a worker of other numerics, or without an arithmetic, leaves runs to others and says so", async (queue) => {
  const { runs } = await plannedRuns();
  await send(queue, runs);
  const words = (said: string) => /left to other workers/.test(said);
  assertStringIncludes(
    await workUntil(queue, words, { numerics: 2 }),
    `2 runs wait for handgrad with version ${NUMERICS_VERSION} of the numerics, and this one has 2: left to other workers`,
  );
  assertStringIncludes(
    await workUntil(queue, words, { arithmetics: ["plain"] }),
    "2 runs wait for a machine with exact arithmetic, which this one does not have: left to other workers",
  );
  assertEquals([...await queue.jobs.waiting()], [[NAME, 2]]);
});

test("what crashes three times is set aside with its error, the others are trained, and one command sends it again", async (queue) => {
  const { runs } = await plannedRuns();
  await send(queue, runs);
  const key = await keyOf(runs[0]);
  // As a web worker that breaks: the run's text is gone.
  await queue.database.query(
    `insert into handgrad.text (id, json) select 'other', json from handgrad.text`,
  );
  await queue.database.query("update handgrad.run set text = 'other' where key = $1", [key]);
  const said = await workUntil(queue, isAside(queue.jobs, 1));
  assertEquals(said.match(/FAILED/g)?.length, 3, said);
  assertEquals(await queue.jobs.aside(), [{
    key,
    why: "it failed 3 times: It cannot be trained: its text is not what its id stands for",
  }]);
  const news = await new Listener(queue).news([key]);
  assertEquals(news.aside.map(({ key }) => key), [key]);
  await workUntil(queue, isFinished(queue, runs.slice(1)));

  await queue.database.query(
    "update handgrad.run set text = (select id from handgrad.text where id <> 'other')",
  );
  assertEquals(await queue.jobs.again(), 1);
  await workUntil(queue, isFinished(queue, runs));
  assertEquals(await queue.jobs.aside(), []);
});

test("a run whose worker goes away without a word is told as such", async (queue) => {
  const { runs: [run] } = await plannedRuns();
  await send(queue, [run]);
  for (let i = 0; i < 3; i++) {
    assert(await queue.jobs.take([NAME]));
    await queue.database.query(
      "update handgrad_queue.job set heartbeat_on = now() - interval '21 s' where state = 'active'",
    );
    while ((await queue.jobs.live([await keyOf(run)])).size > 0) {
      const [{ state }] = await queue.database.query(
        "select state from handgrad_queue.job where name = $1",
        [NAME],
      );
      if (state === "retry") break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const [{ why }] = await queue.jobs.aside();
  assertStringIncludes(why, "it lost its worker 3 times");
});

const HOSTILE: Record<string, { sql?: string; data?: unknown; why: string }> = {
  "is no job": { data: { key: "../../etc/passwd" }, why: "it is no job of handgrad's" },
  "has more to say": {
    data: { key: "0".repeat(64) + "-" + "0".repeat(16), run: "rm -rf /" },
    why: "it is no job of handgrad's",
  },
  "asks for a run that is not there": {
    data: { key: "0".repeat(64) + "-" + "0".repeat(16) },
    why: "there is no such run",
  },
  "has a config that is none": {
    sql: `update handgrad.run set config = '{"dataset": {"source": {"file": "/etc/passwd"}}}'`,
    why: "its config leaves something out",
  },
  "has another config than its hash": {
    sql:
      `update handgrad.run set config = replace(config, '"hiddenSizes":[4]', '"hiddenSizes":[6]')`,
    why: "it is not the run that its hash stands for",
  },
  "has a path in its config": {
    sql:
      `update handgrad.run set config = replace(config, '"source":"first-names"', '"source":{"file":"/etc/passwd"}')`,
    why: "it is not the run that its hash stands for",
  },
  "asks for a model that does not fit in memory": {
    sql:
      `update handgrad.run set config = replace(config, '"hiddenSizes":[4]', '"hiddenSizes":[60000,60000]')`,
    why: "million parameters",
  },
  "has another seed": { sql: "update handgrad.run set seed = -1", why: "its seed is -1" },
  "has a text with an added line": {
    sql: `update handgrad.text set json = replace(json, '"lines":[', '"lines":["x",')`,
    why: "its text is not what its id stands for",
  },
  "has a text that is no JSON": {
    sql:
      `insert into handgrad.text (id, json) values (encode(sha256('{'), 'hex'), '{'); update handgrad.run set text = encode(sha256('{'), 'hex')`,
    why: "its text has a wrong",
  },
};

for (const [what, { sql, data, why }] of Object.entries(HOSTILE)) {
  test(`a job that ${what} is refused, and the worker goes on`, async (queue, database) => {
    const { runs: [run] } = await plannedRuns();
    await send(queue, [run]);
    if (sql) await server!.sql(database, sql);
    else {
      await queue.database.query("update handgrad_queue.job set data = $1", [JSON.stringify(data)]);
    }
    await workUntil(queue, isAside(queue.jobs, 1));
    const [aside] = await queue.jobs.aside();
    assertStringIncludes(aside.why, why);
  });
}

test("halving goes through the queue: a run pauses at its rung, is told of, and goes on later", async (queue) => {
  const { runs: [run], dataset } = await plannedRuns({ evaluation: { at: [5, 10] } });
  const key = await keyOf(run), listener = new Listener(queue);
  for (const pauseAt of [5, 10]) {
    await send(queue, [run], pauseAt);
    const isPaused = async () =>
      (await listener.news([key])).paused.some(({ step }) => step === pauseAt);
    await workUntil(queue, isPaused);
    const { paused: [{ evaluations }] } = await listener.news([key]);
    assertEquals(evaluations.at(-1)!.step, pauseAt);
    // Sent once more, there is nothing left to do.
    await send(queue, [run], pauseAt);
    await workUntil(queue, async () => (await queue.jobs.live([key])).size === 0);
  }
  await send(queue, [run]);
  await workUntil(queue, isFinished(queue, [run]));
  const { finished } = await new PostgresStore(queue.database).find(run);
  assertEquals(finished!.summary.hashes, (await trained(run, dataset)).summary.hashes);
  assertEquals((await listener.news([key])).paused, []);
});

test("an audit is done by another worker, and finds results that were changed", async (queue) => {
  const { runs } = await plannedRuns();
  await send(queue, runs);
  await workUntil(queue, isFinished(queue, runs));
  const sample = await sampleOf(runs, 1);
  assertEquals(sample.size, 2);
  assertEquals((await sampleOf(runs, 0.05)).size, 1);
  await queue.database.query("update handgrad.result set weights = 'x' where key = $1", [
    await keyOf(runs[1]),
  ]);
  await sendAudits(queue, sample);
  let looks = 0;
  await workUntil(queue, () => ++looks > 50);
  assertEquals((await auditsOf(queue, sample)).done, [], "the same worker has audited its own");
  const isDone = async () => (await auditsOf(queue, sample)).done.length === 2;
  await workUntil(queue, isDone, { name: "two" });
  const { done } = await auditsOf(queue, sample);
  const found = done.map(({ run, different, workers }) => [run.variant, different, workers]);
  assertEquals(found.sort(), [
    ["one", [], ["one", "two"]],
    ["two", ["weights"], ["one", "two"]],
  ]);
});
