import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { run, withHost } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;

Deno.test(
  needs("lesson writes one page, wherever it is called, and takes no file", FILES),
  () =>
    withHost(async (host) => {
      assertEquals(await run(host, "lesson"), 0, host.complained);
      assertMatch(host.printed, /^Lesson: \S*lesson\.html\n$/);
      const page = await Deno.readTextFile(join(host.results(), "lesson.html"));
      assertStringIncludes(page, "<h1>Backpropagation by hand</h1>");
      assertEquals(await run(host, "lesson"), 0, host.complained);
      assertEquals(await Deno.readTextFile(join(host.results(), "lesson.html")) === page, true);
      assertEquals(await run(host, "lesson", "bn.json"), 2);
      assertEquals(host.complained, "deno task lesson takes no file\n");
    }),
);
