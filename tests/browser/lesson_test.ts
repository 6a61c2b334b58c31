import { assert, assertEquals, assertMatch } from "@std/assert";
import type { BrowserContextOptions, Locator, Page } from "./playwright.ts";
import { coreFiles } from "../../cli/lesson.ts";
import { fillTiny } from "../../core/gradcheck/tiny.ts";
import { FIRST } from "../../reports/lesson/lab.ts";
import { renderLesson } from "../../reports/lesson/page.ts";
import { openTiny } from "../../reports/lesson/tinies.ts";
import { needs } from "../permissions.ts";
import { readExercises } from "../reports/lesson/sources.ts";
import { unfold, violationsInBoth } from "./axe.ts";
import { NARROW, type Opened, wanted, WIDE, withReport } from "./open.ts";

/**
 * Opens the lesson; afterwards nothing may have gone wrong, and nothing may have been asked for but the page and its
 * workers.
 */
async function withLesson(
  options: BrowserContextOptions,
  test: (page: Page, opened: Opened) => Promise<void>,
  { reloads = 0 } = {},
): Promise<void> {
  await withReport(renderLesson(await coreFiles()).page, options, async (opened) => {
    const { page, own, wrong, requests } = opened;
    await test(page, opened);
    assertEquals(wrong, []);
    assertEquals(requests.filter((url) => !url.startsWith("blob:")), Array(reloads + 1).fill(own));
  });
}

const labOf = (page: Page, key: string) => page.locator(`[data-lab="${key}"]`);

/** The numbers of a grid, all their digits. */
const numbersOf = (lab: Locator, name: string, role: string): Promise<number[]> =>
  lab.locator(`[data-name="${name}"][data-role="${role}"] data`).evaluateAll((cells) =>
    cells.map((cell) => Number(cell.getAttribute("value")))
  );

/** What a lab shows, and what core computes of the same numbers. */
async function assertIsCores(lab: Locator, tiny: ReturnType<typeof openTiny>): Promise<void> {
  const { values, gradients } = tiny.run();
  for (const [name, { data }] of Object.entries(values)) {
    assertEquals(await numbersOf(lab, name, "value"), [...data], name);
  }
  for (const { name, backward, differences } of gradients) {
    assertEquals(await numbersOf(lab, name, "gradient"), [...backward.data], name);
    assertEquals(await numbersOf(lab, name, "differences"), [...differences.data], name);
  }
}

/** The exercise's place, and what is told of an answer once it has been checked. */
async function answer(page: Page, id: string, code?: string): Promise<string> {
  const place = page.locator(`[data-exercise="${id}"]`);
  if (code !== undefined) await place.locator("textarea").fill(code);
  await place.getByRole("button", { name: "Check" }).click();
  const result = place.locator(".result");
  await result.filter({ hasText: /Right\.|Not yet\.|It does not run\./ }).waitFor();
  return (await result.textContent())!.trim();
}

Deno.test(
  needs("a number that the reader changes moves what core's code makes of it", wanted),
  () =>
    withLesson(WIDE, async (page) => {
      const lab = labOf(page, "batchNorm/0");
      const tiny = openTiny("batchNorm/0");
      fillTiny(tiny, FIRST);
      await assertIsCores(lab, tiny);
      await lab.getByLabel("x[2, 1]", { exact: true }).fill("−2,5");
      tiny.given.x.data[5] = -2.5;
      await assertIsCores(lab, tiny);
      // Only the second unit moves.
      const moved = lab.locator('[data-name="out"] td');
      assertEquals(
        await moved.evaluateAll((cells) => cells.map((cell) => cell.className)),
        Array.from({ length: 8 }, (_, i) => i % 2 === 1 ? "moved" : ""),
      );
      await lab.getByLabel("x[2, 1]", { exact: true }).fill("two");
      assertMatch((await lab.locator(".message").textContent())!, /^x\[2, 1\] is no number/);
      await assertIsCores(lab, tiny);
      await lab.getByLabel("unbiased").check();
      const unbiased = openTiny("batchNorm/0", { options: { unbiased: true } });
      fillTiny(unbiased, FIRST);
      unbiased.given.x.data[5] = -2.5;
      await assertIsCores(lab, unbiased);
      await lab.getByRole("button", { name: "Other numbers" }).click();
      fillTiny(unbiased, FIRST + 1);
      await assertIsCores(lab, unbiased);
      await lab.getByRole("button", { name: "As at first" }).click();
      fillTiny(unbiased, FIRST);
      await assertIsCores(lab, unbiased);
    }),
);

Deno.test(
  needs("the chain's symbols and parameters can be changed, and every step follows", wanted),
  () =>
    withLesson(WIDE, async (page) => {
      const lab = labOf(page, "chain");
      const tiny = openTiny("chain");
      fillTiny(tiny, FIRST);
      await lab.getByLabel("Y[2]", { exact: true }).fill("3");
      await lab.getByLabel("W1[3, 1]", { exact: true }).fill("0.25");
      tiny.symbols.Y.data[2] = 3;
      tiny.given.W1.data[7] = 0.25;
      await assertIsCores(lab, tiny);
      await lab.getByLabel("Y[2]", { exact: true }).fill("4");
      assertMatch(
        (await lab.locator(".message").first().textContent())!,
        /whole number from 0 to 3/,
      );
      await assertIsCores(lab, tiny);
      assertEquals(await lab.locator('.agreement:not([data-passed="true"])').count(), 0);
    }),
);

Deno.test(
  needs("a parameter that an option takes away leaves its grids, and comes again", wanted),
  () =>
    withLesson(WIDE, async (page) => {
      const lab = labOf(page, "rnn/0");
      const shown = () =>
        lab.locator("[data-gradient]").evaluateAll((all) =>
          all.map((one) => one.getAttribute("data-gradient"))
        );
      const all = ["dx", "dWx", "dWh", "dbx", "dbh"];
      assertEquals(await shown(), all);
      await lab.getByLabel("bias").selectOption("none");
      assertEquals(await shown(), all.slice(0, 3));
      await lab.getByLabel("learnsStart").check();
      assertEquals(await shown(), [...all.slice(0, 3), "dstart"]);
      const options = { bias: "none", learnsStart: true };
      const tiny = openTiny("rnn/0", { options });
      const first = openTiny("rnn/0");
      fillTiny(tiny, FIRST);
      fillTiny(first, FIRST);
      for (const name of ["x", "Wx", "Wh", "dout"]) {
        tiny.given[name].data.set(first.given[name].data);
      }
      await assertIsCores(lab, tiny);
      await lab.getByLabel("start[0]", { exact: true }).fill("0.75");
      tiny.given.start.data[0] = 0.75;
      await assertIsCores(lab, tiny);
    }),
);

Deno.test(
  needs("in every exercise the source's code is accepted, and what is given is refused", wanted),
  () =>
    withLesson(WIDE, async (page) => {
      await unfold(page);
      const exercises = await readExercises();
      for (const { id, right, given } of exercises) {
        const code = page.locator(`[data-exercise="${id}"] textarea`);
        assertEquals(await code.inputValue(), given);
        assertMatch(await answer(page, id), /^(Not yet|It does not run)\./, id);
        assertMatch(await answer(page, id, right), /^✓ Right\. /, id);
      }
      const count = exercises.length;
      assertMatch(
        (await page.locator(".progress").textContent())!,
        new RegExp(`^${count} of ${count} `),
      );
      assertEquals(await page.locator(".tally", { hasNotText: "✓" }).count(), 0);
    }),
);

Deno.test(
  needs("progress is kept, told in the list of chapters, and forgotten when asked", wanted),
  () =>
    withLesson(WIDE, async (page) => {
      const { right } = (await readExercises()).find(({ id }) => id === "batchNorm-0-0")!;
      await answer(page, "batchNorm-0-0", right);
      const tally = page.locator('.tally[data-of^="batchNorm-0-0"]');
      assertEquals(await tally.textContent(), "1/3");
      // It stands behind its chapter, on the same line.
      const [told, link] = [
        await tally.boundingBox(),
        await tally.locator("xpath=../a").boundingBox(),
      ];
      assert(told!.y < link!.y + link!.height && told!.x > link!.x + link!.width);
      await page.reload();
      assertEquals(await tally.textContent(), "1/3");
      await page.evaluate(`localStorage.setItem("handgrad-lesson", '["<b>", 7, "tanh-0-0", {}]')`);
      await page.reload();
      assertMatch((await page.locator(".progress").textContent())!, /^1 of /);
      await page.evaluate(`localStorage.setItem("handgrad-lesson", "{")`);
      await page.reload();
      assertMatch((await page.locator(".progress").textContent())!, /^0 of /);
      await answer(page, "batchNorm-0-0", right);
      await page.getByRole("button", { name: "Forget" }).click();
      assertMatch((await page.locator(".progress").textContent())!, /^0 of /);
      await page.reload();
      assertEquals(await tally.textContent(), "0/3");
    }, { reloads: 4 }),
);

Deno.test(
  needs("what readers type cannot hang the page, nor reach anything", wanted),
  () =>
    withLesson(WIDE, async (page, { wrong }) => {
      assertMatch(await answer(page, "tanh-0-0", "for (;;);"), /did not end within 3 seconds/);
      assertMatch(
        await answer(page, "tanh-0-0", "document.title = 1;"),
        /ReferenceError: document/,
      );
      assertMatch(await answer(page, "tanh-0-0", "} {"), /It does not run|Not yet/);
      assertMatch(
        await answer(page, "tanh-0-0", "throw '<img src=x onerror=alert(1)>';"),
        /It threw <img/,
      );
      assertEquals(await page.locator(".result img").count(), 0);
      assertMatch(
        await answer(page, "tanh-0-0", "importScripts('https://example.org/x.js');"),
        /It does not run/,
      );
      // The browser says on the console that the page's policy has refused it.
      assert(wrong.splice(0).every((text) => /Content Security Policy/.test(text)));
    }),
);

Deno.test(
  needs("hints come one by one, the answer is the source's, and all starts over", wanted),
  () =>
    withLesson(WIDE, async (page) => {
      const exercise = (await readExercises()).find(({ id }) => id === "chain-counts")!;
      const place = page.locator('[data-exercise="chain-counts"]');
      const code = place.locator("textarea");
      const hint = place.getByRole("button", { name: "Hint" });
      for (let i = 1; i <= exercise.hints.length; i++) {
        await hint.click();
        assertEquals(await place.locator(".hints li").count(), i);
      }
      assert(await hint.isDisabled());
      await place.getByRole("button", { name: "Show the answer" }).click();
      assertEquals(await code.inputValue(), exercise.right);
      await code.press("Control+Enter");
      await place.locator(".result").filter({ hasText: "✓ Right." }).waitFor();
      await place.getByRole("button", { name: "Start over" }).click();
      assertEquals(await code.inputValue(), exercise.given);
      assertEquals(await place.locator(".hints li").count(), 0);
      // From field to button by keys alone.
      await code.focus();
      await page.keyboard.press("Tab");
      assertEquals(await page.evaluate("document.activeElement.textContent"), "Check");
      await page.keyboard.press("Enter");
      await place.locator(".result").filter({ hasText: "dcounts" }).waitFor();
      // The gradient that is off first is shown with its elements marked.
      assert(await place.locator(".result .off").count() > 0);
    }),
);

Deno.test(
  needs("without scripts the lesson can be read, and has no dead control", wanted),
  () =>
    withLesson({ ...WIDE, javaScriptEnabled: false }, async (page) => {
      await page.locator(".lifeless").waitFor({ state: "visible" });
      assertEquals(await page.locator("main").locator("button, input, select").count(), 0);
      assertEquals(await page.locator("textarea:not([readonly])").count(), 0);
      assertEquals(await page.locator(".lively:visible").count(), 0);
    }),
);

/** Some of the chapters, which have all that there is in others. */
const SOME = [
  "part-1",
  "layer-batchNorm",
  "layer-oneHot",
  "layer-flatten",
  "layer-rnn",
  "layer-causalSelfAttention",
];

for (const [name, size] of Object.entries({ wide: WIDE, narrow: NARROW })) {
  Deno.test(
    needs(`axe-core finds nothing in a ${name} lesson, and nothing is wider than it`, wanted),
    () =>
      withLesson({ ...size, colorScheme: "light" }, async (page) => {
        await unfold(page);
        await answer(page, "batchNorm-0-0");
        const exercise = page.locator('[data-exercise="batchNorm-0-0"]');
        await exercise.getByRole("button", { name: "Hint" }).click();
        await labOf(page, "rnn/0").getByLabel("x[0, 0, 0]", { exact: true }).fill("?");
        await page.mouse.move(0, 0);
        const [inner, outer] = await page.evaluate<[number, number]>(
          "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
        );
        assertEquals(inner, outer);
        // The whole page would take axe-core a minute.
        await page.evaluate(
          `document.querySelectorAll(".chapter").forEach((chapter) =>
              ${
            JSON.stringify(SOME)
          }.includes(chapter.querySelector("h3").id) || chapter.remove())`,
        );
        assertEquals(await page.locator(".chapter").count(), SOME.length);
        assertEquals(await violationsInBoth(page), []);
      }),
  );
}
