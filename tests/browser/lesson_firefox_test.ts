import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fillTiny } from "../../core/gradcheck/tiny.ts";
import { FIRST } from "../../reports/lesson/lab.ts";
import { openTiny } from "../../reports/lesson/tinies.ts";
import { run, withHost } from "../cli/host.ts";
import { needs } from "../permissions.ts";
import { readExercises } from "../reports/lesson/sources.ts";
import { NEEDS } from "./chromium.ts";
import { findFirefox, withFirefox } from "./firefox.ts";

const wanted = {
  ...NEEDS,
  other: { what: "Firefox and the permission to run it", isThere: findFirefox() !== undefined },
};

Deno.test(
  needs(
    "Firefox computes what the reader changes as core does, checks an answer, and remembers it",
    wanted,
  ),
  () =>
    withHost(async (host) => {
      assertEquals(await run(host, "lesson"), 0, host.complained);
      const address = pathToFileURL(join(host.results(), "lesson.html")).href;
      const { right } = (await readExercises()).find(({ id }) => id === "tanh-0-0")!;
      await withFirefox({ width: 1280, height: 900 }, async (tab) => {
        await tab.open(address);
        const lab = `document.querySelector('[data-lab="linear/0"]')`;
        await tab.until(
          `document.readyState === "complete" && ${lab}?.querySelector('[data-name="out"][data-role="value"] data')`,
        );
        await tab.evaluate(`(() => {
          const field = ${lab}.querySelector('[aria-label="x[1, 0]"]');
          field.value = "1.75";
          field.dispatchEvent(new Event("input"));
        })()`);
        const tiny = openTiny("linear/0");
        fillTiny(tiny, FIRST);
        tiny.given.x.data[2] = 1.75;
        const { values, gradients } = tiny.run();
        const shown = (name: string, role: string) =>
          tab.evaluate<number[]>(
            `[...${lab}.querySelectorAll('[data-name="${name}"][data-role="${role}"] data')].map(({ value }) => Number(value))`,
          );
        assertEquals(await shown("out", "value"), [...values.out.data]);
        for (const { name, backward, differences } of gradients) {
          assertEquals(await shown(name, "gradient"), [...backward.data]);
          assertEquals(await shown(name, "differences"), [...differences.data]);
        }

        const place = `document.querySelector('[data-exercise="tanh-0-0"]')`;
        const says = `${place}.querySelector(".result").textContent`;
        await tab.click('[data-exercise="tanh-0-0"] .go');
        await tab.until(`/^Not yet/.test(${says})`);
        await tab.evaluate(`${place}.querySelector("textarea").value = ${JSON.stringify(right)}`);
        await tab.click('[data-exercise="tanh-0-0"] .go');
        await tab.until(`/Right/.test(${says})`);
        await tab.open(`${address}?again`);
        await tab.until(`/^1 of /.test(document.querySelector(".progress").textContent)`);
        // Firefox complains of a formula that it draws before its end has been read: the whole ones are counted.
        const uneven =
          `[...document.querySelectorAll("mfrac, msup, msub, munder, mover, msubsup, munderover")]
          .filter(({ localName, children }) => children.length !== (/^msubsup|^munderover/.test(localName) ? 3 : 2))
          .map(({ outerHTML }) => outerHTML)`;
        assertEquals(await tab.evaluate(uneven), []);
        assertEquals(tab.wrong.filter((text) => !/number of children for </.test(text)), []);
      });
    }),
);
