import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { BrowserContextOptions, Page } from "./playwright.ts";
import { renderReport } from "../../reports/page.ts";
import { parseExperiment } from "../../runner/config/config.ts";
import { needs } from "../permissions.ts";
import { largeSweep } from "../reports/sweep/large.ts";
import { evaluation, fakeExperiment, fakeRun } from "../reports/fake.ts";
import { HOSTILE } from "../reports/examples.ts";
import { sweepReport } from "../reports/sweep/examples.ts";
import { unfold } from "./axe.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";
import { HALVED, SWEEP } from "./sweeps.ts";

const settled = (page: Page) => page.waitForTimeout(450);
const section = (page: Page) => page.locator("section.sweep");
const status = async (page: Page) =>
  (await section(page).locator(".sweep-filter [role=status]").textContent())!;
const rows = (page: Page) => section(page).locator("table.tried tbody tr:visible").count();
const chosen = (page: Page) =>
  page.evaluate<string>(
    `[...document.querySelectorAll(".selection li input:checked")].map((one) => one.value).join()`,
  );

const test = (
  name: string,
  options: BrowserContextOptions,
  work: (page: Page, own: string) => Promise<void>,
  experiment = SWEEP,
) =>
  Deno.test(needs(name, wanted), async () => {
    await withReport(renderReport(experiment), options, async ({ page, own, wrong }) => {
      await work(page, own);
      assertEquals(wrong, []);
    });
  });

/** The place of a share of the first axis, in the window. */
async function onFirstAxis(page: Page, share: number): Promise<{ x: number; y: number }> {
  const box = (await section(page).locator(".brush").first().boundingBox())!;
  return box.width < box.height
    ? { x: box.x + box.width / 2, y: box.y + (1 - share) * box.height }
    : { x: box.x + share * box.width, y: box.y + box.height / 2 };
}

test(
  "dragging along an axis lists what is within, and a click lists all again",
  WIDE,
  async (page) => {
    await section(page).locator(".brushes").scrollIntoViewIfNeeded();
    assertEquals(await status(page), "30 of 30 settings");
    const from = await onFirstAxis(page, 0.02), to = await onFirstAxis(page, 0.5);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    await settled(page);
    const listed = Number((await status(page)).split(" ")[0]);
    assert(listed > 3 && listed < 27, `${listed}`);
    assertEquals(await rows(page), listed);
    const rates = await section(page).locator("table.tried tbody tr:visible td:nth-child(2)")
      .allTextContents();
    const hidden = await page.evaluate<string[]>(
      `[...document.querySelectorAll("table.tried tbody tr[hidden]")].map((row) => row.cells[1].textContent)`,
    );
    assert(Math.max(...rates.map(Number)) < Math.min(...hidden.map(Number)));
    assertEquals(await section(page).locator(".brushes svg rect").count(), 1);
    await page.mouse.click(from.x, from.y);
    await settled(page);
    assertEquals(await status(page), "30 of 30 settings");
  },
);

test(
  "a finger picks a part of an axis where the axes lie",
  { ...NARROW, hasTouch: true },
  async (page) => {
    await section(page).locator(".brushes").scrollIntoViewIfNeeded();
    const client = await page.context().newCDPSession(page);
    const points = [0.02, 0.2, 0.5];
    for (const [i, share] of points.entries()) {
      const { x, y } = await onFirstAxis(page, share);
      const type = i === 0 ? "touchStart" : "touchMove";
      await client.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x, y }] });
    }
    await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await settled(page);
    const listed = Number((await status(page)).split(" ")[0]);
    assert(listed > 3 && listed < 27, `${listed}`);
  },
);

test(
  "the keys of an axis's handles pick a part of it, say of what, and Escape lists all",
  WIDE,
  async (page) => {
    const from = page.getByRole("slider", { name: "learning rate, from" });
    await from.focus();
    const before = Number(await from.getAttribute("aria-valuetext"));
    for (let i = 0; i < 5; i++) await page.keyboard.press("PageUp");
    await settled(page);
    assert(Number(await from.getAttribute("aria-valuetext")) > before);
    const half = await rows(page);
    assert(half < 30 && half > 0);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowLeft");
    await settled(page);
    assertEquals(await from.getAttribute("aria-valuenow"), "460");
    const to = page.getByRole("slider", { name: "learning rate, to" });
    await to.focus();
    await page.keyboard.press("Home");
    await settled(page);
    // One end does not pass the other.
    assertEquals(await to.getAttribute("aria-valuenow"), "460");
    await page.keyboard.press("Escape");
    await settled(page);
    assertEquals(await rows(page), 30);
  },
);

test("words and a state find settings; one button lists all again", WIDE, async (page) => {
  const filter = section(page).locator(".sweep-filter");
  await filter.getByLabel("Find").fill("[50]");
  await settled(page);
  const narrow = await rows(page);
  assert(narrow > 0 && narrow < 30);
  await filter.getByLabel("State").selectOption({ label: "diverged" });
  await filter.getByLabel("Find").fill("");
  await settled(page);
  const states = await section(page).locator("table.tried tbody tr:visible td:last-child")
    .allTextContents();
  assert(states.length > 0 && states.every((state) => state.startsWith("diverged")));
  await filter.getByRole("button", { name: "List all" }).click();
  await settled(page);
  assertEquals(await rows(page), 30);
});

test("check boxes, lines and the button choose what all sections show", WIDE, async (page) => {
  const boxes = section(page).locator("table.tried input");
  const first = await chosen(page);
  await boxes.nth(4).click();
  await settled(page);
  assertEquals((await chosen(page)).split(",").length, first.split(",").length + 1);
  await section(page).getByRole("button", { name: "Show the best 8" }).click();
  await settled(page);
  assertEquals((await chosen(page)).split(",").length, 8);
  for (let i = 0; i < 8; i++) assert(await boxes.nth(i).isChecked());
  assertEquals(await boxes.nth(8).isChecked(), false);
  // The box of the whole page changes the table, too.
  await page.locator(".selection summary").click();
  await page.getByRole("button", { name: "None", exact: true }).click();
  await settled(page);
  assertEquals(await boxes.nth(0).isChecked(), false);
  await page.keyboard.press("Escape");
  // A line says what it is, and a click chooses it.
  await section(page).locator(".brushes").scrollIntoViewIfNeeded();
  const box = (await section(page).locator(".brushes").boundingBox())!;
  const strip = (await section(page).locator(".brush").first().boundingBox())!;
  let found = false;
  for (let y = 0.1; y < 0.9 && !found; y += 0.02) {
    await page.mouse.move(strip.x + strip.width + 40, box.y + y * box.height);
    await page.waitForTimeout(30);
    found = /^\d+: learning rate .* · .*loss 2\./.test(
      (await section(page).locator(".pointed").textContent())!,
    );
    if (found) await page.mouse.down().then(() => page.mouse.up());
  }
  await settled(page);
  assert(found);
  assertEquals((await chosen(page)).split(",").filter((one) => one !== "").length, 1);
});

test(
  "a link keeps what is picked, the state, and how the settings are grouped",
  WIDE,
  async (page, own) => {
    await page.getByRole("slider", { name: "learning rate, from" }).focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press("PageUp");
    await page.getByLabel("State").selectOption({ label: "finished" });
    await page.getByLabel("Group by").selectOption({ label: "batch norm" });
    await page.getByLabel("Find").fill("[50] ✓");
    await settled(page);
    assertEquals(await rows(page), 0);
    await page.getByLabel("Find").fill("norm finished");
    await settled(page);
    const count = await rows(page), link = await page.evaluate<string>("location.href");
    assertStringIncludes(link, "sweep=0-400-1000.s");
    await page.goto("about:blank");
    await page.goto(link);
    await settled(page);
    assertEquals(await rows(page), count);
    assertEquals(await page.getByLabel("Find").inputValue(), "norm finished");
    assertEquals(
      await page.getByLabel("Group by").locator("option:checked").textContent(),
      "batch norm",
    );
    assertStringIncludes((await page.locator(".groups-table").textContent())!, "batch norm");
    const nonsenses = ["sweep=99-1-2.s999.x.0-900-100", "sweep=q0.qzz.q", "sweep=&by=77.88"];
    for (const nonsense of nonsenses) {
      await page.goto("about:blank");
      await page.goto(`${own}#${nonsense}`);
      await settled(page);
      assertEquals(await status(page), "30 of 30 settings");
    }
  },
);

test("the settings are grouped by any key, and by the loss of any rung", WIDE, async (page) => {
  const part = page.locator("section.by-key");
  assertStringIncludes((await part.locator(".explanation").textContent())!, "at step 60");
  assertEquals(await part.locator(".groups-table tbody tr").count(), 5);
  await part.getByRole("combobox", { name: "Loss" }).selectOption({ label: "at the end" });
  await settled(page);
  const sumOf = async (column: number) => {
    const cells = part.locator(`.groups-table tbody tr td:nth-child(${column})`);
    return (await cells.allTextContents()).map(Number).reduce((a, b) => a + b);
  };
  // Of 27 that were tried one came to the end.
  assertEquals([await sumOf(2), await sumOf(3)], [27, 1]);
  await part.getByRole("combobox", { name: "Group by" }).selectOption({ label: "batch norm" });
  await settled(page);
  assertEquals(await part.locator(".groups-table tbody th").allTextContents(), ["false", "true"]);
  assertStringIncludes(
    (await part.locator("figure [role=img]").getAttribute("aria-label"))!,
    "batch norm",
  );
  await part.getByRole("button", { name: "probability of improvement" }).click();
  assertEquals(await part.locator("[aria-sort]").count(), 1);
}, HALVED);

/** What a button saves. */
async function saved(page: Page, name: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name }).click(),
  ]);
  return {
    name: download.suggestedFilename(),
    text: await Deno.readTextFile(await download.path()),
  };
}

test(
  "the best is saved as an experiment that runs, and the table as what is listed",
  WIDE,
  async (page) => {
    const best = await saved(page, "Save the best setting as an experiment");
    assertEquals(best.name, "fake-best.json");
    const { variants, seeds } = parseExperiment(best.text, { file: best.name, name: "best" });
    const [lowest] = SWEEP.runs.filter(({ summary }) => summary.status === "finished")
      .sort((a, b) => a.summary.final[1].loss! - b.summary.final[1].loss!);
    assertEquals(variants[0].config, lowest.config);
    assertEquals(seeds, [1, 2]);
    await page.getByLabel("Find").fill("[200]");
    await settled(page);
    const { text } = await saved(page, "Save “Settings tried” as CSV");
    assertEquals(text.trim().split("\r\n").length, await rows(page) + 1);
    assert(text.includes("[200]") && !text.includes("[100]"));
    const svg = await page.locator("figure.parallel").getByRole("button", { name: "SVG" });
    assert(await svg.isVisible());
  },
);

test(
  "without a script the page still shows what was tried",
  { ...WIDE, javaScriptEnabled: false },
  async (page) => {
    assert(await section(page).locator("figure.parallel svg").first().isVisible());
    assertEquals(await section(page).locator("table.tried tbody tr").count(), 30);
    assertEquals(await section(page).locator("table.tried input:visible").count(), 0);
  },
);

test(
  "of a thousand settings the curves of those that are chosen are drawn, and the table has all",
  WIDE,
  async (page) => {
    assertEquals(await status(page), "1,000 of 1,000 settings");
    assertEquals(await section(page).locator("table.tried tbody tr").count(), 1000);
    const legend = page.locator(".readout tbody tr:visible");
    const before = await legend.count();
    assert(before > 0 && before <= 8, `${before}`);
    await section(page).getByRole("button", { name: "Show the best 8" }).click();
    await settled(page);
    assertEquals(await legend.count(), 8);
    const lines = await page.evaluate<number>(
      `document.querySelectorAll("figure.curves .plot svg [aria-label=line] path").length`,
    );
    assert(lines >= 8 && lines < 40, `${lines} lines`);
  },
  largeSweep(1000),
);

const diverged = ["a", "b", "c"].map((variant) =>
  fakeRun({ variant, summary: { status: "diverged", final: [] } })
);
const hostile = HOSTILE.map((variant, i) =>
  fakeRun({ variant, summary: { final: evaluation(3, { train: 2, val: 2 + i / 10 }) } })
);
const pages = {
  "that all diverged": renderReport(fakeExperiment(diverged, {
    swept: ["a", "b", "c"].map((name, i) => (
      { name, variant: "x", parameters: { "training.x": [1, null, "<b>"][i], "model.y": i } }
    )),
  })),
  "of hostile words": renderReport(fakeExperiment(hostile, {
    swept: HOSTILE.map((text, i) => (
      { name: text, variant: "x", parameters: { [HOSTILE[0]]: text, "model.y": i } }
    )),
  })),
  "of two experiments": renderReport(sweepReport({ trials: 5 }), HALVED),
};
for (const [what, html] of Object.entries(pages)) {
  Deno.test(needs(`settings ${what} are picked without an error`, wanted), async () => {
    for (const size of [WIDE, NARROW]) {
      await withReport(html, size, async ({ page, wrong }) => {
        await unfold(page);
        const handle = page.locator(".handle").first();
        await handle.focus();
        await page.keyboard.press("PageUp");
        await settled(page);
        assertEquals(await handle.getAttribute("aria-valuenow"), "100");
        assertEquals(wrong, []);
        assertEquals(await page.evaluate("globalThis.canary"), undefined);
        const width = size.viewport!.width;
        assertEquals(await page.evaluate("document.documentElement.scrollWidth"), width);
      });
    }
  });
}

test(
  "a table that goes on below says by how many rows, of those listed",
  WIDE,
  async (page) => {
    const more = section(page).getByRole("button", { name: /more rows?$/ });
    const left = Number((await more.textContent())!.replace(/\D/g, ""));
    assert(left > 5 && left < 30, `${left}`);
    await more.click();
    await page.waitForTimeout(700);
    assert(Number((await more.textContent())!.replace(/\D/g, "") || 0) < left);
    await section(page).getByLabel("Find").fill("nothing is called so");
    await settled(page);
    assertEquals(await more.isVisible(), false);
  },
);
