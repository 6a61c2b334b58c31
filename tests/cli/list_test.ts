import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { run, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;

Deno.test(
  needs("list tells each question, what was trained for it, and the answer", FILES),
  () =>
    withHost(async (host) => {
      assertEquals(await run(host, "list"), 0);
      assertEquals(host.printed, "There are no experiments and no results here.\n");
      host.printed = "";

      await writeTiny(host, { expect: ["final.val < 99"] });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const experiments = join(host.folder, "experiments");
      await Deno.mkdir(experiments);
      const other = { title: "t", question: "What else?" };
      await Deno.writeTextFile(join(experiments, "other.json"), JSON.stringify(other));
      await Deno.writeTextFile(join(experiments, "broken.json"), "{");
      await Deno.mkdir(join(host.folder, "results/something else"));
      host.printed = "";
      assertEquals(await run(host, "list"), 0, host.complained);
      const { printed } = host;
      assertMatch(
        printed,
        /^experiments\/broken\.json\n {2}cannot be read: experiments\/broken\.json:1:1: /,
      );
      assertStringIncludes(printed, "experiments/other.json  What else?\n  not run yet\n");
      assertMatch(
        printed,
        /results\/tiny {2}Does it run\?\n {2}2 runs finished \(results\/tiny\)\n {2}.*\n/,
      );
      assertStringIncludes(printed, "  expectations: 1 held\n");
      assertEquals(printed.includes("something else"), false);
      assertEquals(await run(host, "list", "x"), 2);
    }),
);
