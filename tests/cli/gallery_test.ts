import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { run, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;
const HOSTILE = `</p><script>alert("1")</script>`;

Deno.test(
  needs("the gallery lists each question, its answer, or that it was not run", FILES),
  () =>
    withHost(async (host) => {
      const experiments = join(host.folder, "experiments");
      await Deno.mkdir(join(experiments, "more_of_it/data"), { recursive: true });
      const write = (file: string, text: string) =>
        Deno.writeTextFile(join(experiments, file), text);
      await writeTiny(host, { expect: ["final.val < 99", "steps = 7"], findings: "It ran." });
      await Deno.rename(join(host.folder, "tiny.json"), join(experiments, "tiny.json"));
      const waiting = { title: HOSTILE, question: HOSTILE, expect: ["loss[0] < 9"] };
      await write("more_of_it/waiting.json", JSON.stringify(waiting));
      await write("more_of_it/data/no question.json", "[1]");
      assertEquals(await run(host, "run", "experiments/tiny.json"), 1, host.complained);

      host.printed = host.complained = "";
      assertEquals(await run(host, "gallery"), 0, host.complained);
      assertEquals(
        host.printed,
        "Gallery of 2 questions, 1 not run yet: results/gallery.html\n",
      );
      const page = await Deno.readTextFile(join(host.folder, "results/gallery.html"));
      assertStringIncludes(page, "2 questions: 1 run, 1 not run yet.");
      assertStringIncludes(page, "Of 2 expectations 1 held, 1 failed.");
      assertStringIncludes(page, "More of it</h2>");
      assertMatch(page, /is no evidence of a difference/);
      assertStringIncludes(page, '<a href="tiny/report.html">');
      assertStringIncludes(page, "deno task run experiments/tiny.json</code>");
      assertStringIncludes(page, "deno task run experiments/more_of_it/waiting.json</code>");
      assertStringIncludes(page, "It ran.");
      assertStringIncludes(page, "✗ failed");
      assertStringIncludes(page, "<svg");
      assert(!page.includes("<script"), "no text is markup, and the page has no script");
      assert(!/(?:src|href)="(?!#|data:|tiny\/)/.test(page), "it fetches nothing");

      await write("broken.json", "{");
      host.printed = host.complained = "";
      assertEquals(await run(host, "gallery"), 1);
      assertMatch(host.complained, /^experiments\/broken\.json:1:1: /);
      assertEquals(await run(host, "gallery", "x"), 2);
    }),
);

Deno.test(
  needs("the gallery tells of runs that are gone", FILES),
  () =>
    withHost(async (host) => {
      await Deno.mkdir(join(host.folder, "experiments"));
      await writeTiny(host);
      const file = join(host.folder, "experiments/tiny.json");
      await Deno.rename(join(host.folder, "tiny.json"), file);
      assertEquals(await run(host, "run", "experiments/tiny.json"), 0, host.complained);
      for (const { name, isDirectory } of Deno.readDirSync(join(host.folder, "results/tiny"))) {
        if (isDirectory && name.startsWith("plain")) {
          await Deno.remove(join(host.folder, "results/tiny", name), { recursive: true });
        }
      }
      host.complained = "";
      assertEquals(await run(host, "gallery"), 1);
      assertEquals(host.complained, "results/tiny: 1 run missing or broken\n");
      const page = await Deno.readTextFile(join(host.folder, "results/gallery.html"));
      assertStringIncludes(page, "1 question: 1 run, 1 with something wrong.");
    }),
);
