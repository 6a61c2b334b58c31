import { keyOf, PostgresStore } from "../../runner/queue/store.ts";
import { needs } from "../permissions.ts";
import { DAMAGED, testRunStore } from "../runner/store/run_store_suite.ts";
import { NEEDS, openQueue, type Server, startServer } from "./postgres.ts";

let server: Server | undefined, databases = 0;
Deno.test.beforeAll(async () => {
  if (!needs("", NEEDS).ignore) server = await startServer();
});
Deno.test.afterAll(async () => await server?.[Symbol.asyncDispose]());

testRunStore("in PostgreSQL", (name) => needs(name, NEEDS), async (test) => {
  const name = `runs_${++databases}`;
  await server!.create(name);
  await using queue = await openQueue(server!.address(name));
  const { database } = queue;
  await test({
    store: new PostgresStore(database),
    damage: async (run, file) => {
      const key = await keyOf(run);
      const [table, where] = file === "checkpoint"
        ? ["checkpoint", "true"]
        : ["file", `name = '${file}'`];
      await database.query(
        `update handgrad.${table} set bytes = set_byte(bytes, $2, get_byte(bytes, $2) # 1) where key = $1 and ${where}`,
        [key, DAMAGED[file]],
      );
    },
  });
});
