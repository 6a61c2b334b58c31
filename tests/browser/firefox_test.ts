import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run, type TestHost, withHost, writeTiny } from "../cli/host.ts";
import { needs } from "../permissions.ts";
import { NEEDS } from "./chromium.ts";
import { findFirefox, type Tab, withFirefox } from "./firefox.ts";

const wanted = {
  ...NEEDS,
  other: { what: "Firefox and the permission to run it", isThere: findFirefox() !== undefined },
};

const SMALL = {
  dataset: { source: "first-names" },
  model: { embeddingSize: 6, hiddenSizes: [40] },
  training: { steps: 200 },
};

/** Trains, and opens the report in Firefox. Afterwards nothing may have gone wrong, and nothing been asked for. */
async function withReport(
  changes: Record<string, unknown>,
  test: (tab: Tab, host: TestHost) => Promise<void>,
  { width = 1280, exitCode = 0 } = {},
): Promise<void> {
  await withHost(async (host) => {
    await writeTiny(host, { ...SMALL, ...changes });
    assertEquals(await run(host, "run", "tiny.json"), exitCode, host.complained);
    await withFirefox({ width, height: 900 }, async (tab) => {
      await tab.open(pathToFileURL(join(host.folder, "results/tiny/report.html")).href);
      await test(tab, host);
      assertEquals(tab.wrong, []);
      assertEquals(await tab.evaluate("typeof globalThis.canary"), "undefined");
      const { clientWidth, scrollWidth } = await tab.evaluate<Element>(
        "(({ clientWidth, scrollWidth }) => ({ clientWidth, scrollWidth }))(document.documentElement)",
      );
      assertEquals(scrollWidth, clientWidth);
    });
  });
}

const shown = (selector: string) =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((e) => e.checkVisibility())`;

Deno.test(
  needs(
    "Firefox opens a report of two variants, types, draws, and trains to the same bits",
    wanted,
  ),
  () =>
    withReport({}, async (tab) => {
      await tab.until(`document.querySelector(".talk .bar")`);
      assertEquals(
        await tab.evaluate(`${shown("main figure svg, main .chart svg")}.length > 5`),
        true,
      );

      await tab.click(".talk input[type=text], .talk textarea");
      await tab.press(..."ma");
      await tab.until(`document.querySelector(".talk [aria-live]").textContent.includes("ma")`);
      const sums = await tab.evaluate<number[]>(
        `[0, 1].map((place) => [...document.querySelectorAll(".next")]
          .reduce((sum, row) => sum + Number(row.querySelectorAll(".bar")[place].dataset.probability), 0))`,
      );
      for (const sum of sums) assert(Math.abs(sum - 1) < 1e-5, String(sum));

      const say = `document.querySelector(".train-here [role=status]").textContent`;
      await tab.evaluate(
        `[...document.querySelectorAll(".train-here button")].find((b) => b.textContent.trim() === "Train").setAttribute("id", "train-it")`,
      );
      await tab.click("#train-it");
      await tab.until(`/steps in|diverged|could not/.test(${say})`);
      assertMatch(await tab.evaluate(say), /the same bits as the stored run/);
    }),
);

Deno.test(
  needs(
    "Firefox opens a report of many rates, hopeless ones among them, and shows who is chosen",
    wanted,
  ),
  () => {
    const rates = [0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 5, 1000];
    const variants = Object.fromEntries(rates.map((initial) => [
      `lr ${initial}`,
      { training: { learningRate: { schedule: "constant", initial } } },
    ]));
    return withReport({ variants, seeds: [1, 2], training: { steps: 100 } }, async (tab) => {
      await tab.until(`document.querySelector("details.selection")`);
      await tab.click("details.selection > summary");
      await tab.until(`document.querySelector("details.selection").open`);
      const count = `document.querySelectorAll("details.selection input:checked").length`;
      const before = await tab.evaluate<number>(count);
      assert(before < rates.length);
      await tab.click("details.selection input[value='4']");
      await tab.until(`${count} !== ${before}`);
      await tab.click("details.selection > summary");
      await tab.until(`!document.querySelector("details.selection").open`);
      // A click folds a section, and another one unfolds it.
      const isOpen = `document.querySelector("details.fold").open`;
      await tab.click("details.fold > summary");
      await tab.until(`!${isOpen}`);
      await tab.click("details.fold > summary");
      await tab.until(isOpen);
    });
  },
);

Deno.test(
  needs("Firefox opens the report of a run that diverged, on a narrow page", wanted),
  () =>
    withReport(
      {
        model: { ...SMALL.model, activation: "relu" },
        variants: {
          calm: {},
          wild: { training: { learningRate: { schedule: "constant", initial: 1e6 } } },
        },
      },
      async (tab) => {
        assertMatch(await tab.evaluate("document.body.textContent"), /diverged/);
      },
      { width: 380, exitCode: 1 },
    ),
);

Deno.test(
  needs("what goes wrong in Firefox's page is seen", wanted),
  () =>
    withFirefox({ width: 400, height: 400 }, async (tab) => {
      const page = `<script>setTimeout(() => { throw new Error("broken"); })</script>`;
      await tab.open(`data:text/html,${encodeURIComponent(page)}`);
      await tab.until("true");
      for (let i = 0; i < 100 && tab.wrong.length === 0; i++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assertMatch(tab.wrong.join(), /broken/);
    }),
);
