/**
 * The shortest of it; tests/long/cli/verify_test.ts has the rest.
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { run, runFolder, withHost, writeTiny } from "./host.ts";

Deno.test(
  needs("a run that is trained again is the same, unless its losses were altered", {
    read: true,
    write: ".cache",
  }),
  () =>
    withHost(async (host) => {
      await writeTiny(host);
      await run(host, "run", "tiny.json");
      host.printed = "";
      assertEquals(await run(host, "verify", "results/tiny"), 0, host.complained);
      assertStringIncludes(host.printed, "\n2 runs: 2 the same, 0 different\n");
      const file = join(host.folder, runFolder(host, "plain"), "metrics.csv");
      const stored = await Deno.readTextFile(file);
      await Deno.writeTextFile(file, stored.replace(/\n6,[\d.]+/, "\n6,4.25"));
      assertEquals(await run(host, "verify", "results/tiny"), 1);
      assertMatch(host.printed, /plain-\w{8} +DIFFERENT: the loss at step 6 is \d\.\d+, and 4\.25/);
    }),
);
