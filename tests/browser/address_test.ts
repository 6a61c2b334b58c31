import { assert, assertEquals } from "@std/assert";
import type { Page } from "./playwright.ts";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { fakeExperiment, fakeInspection, fakeRun } from "../reports/fake.ts";
import { bnReport } from "../reports/examples.ts";
import { wanted, WIDE, withReport } from "./open.ts";

/** Six variants of 3 steps, looked into at steps 0, 1 and 3. */
const report = () =>
  renderReport(fakeExperiment(Array.from({ length: 6 }, (_, i) =>
    fakeRun({
      variant: `v${i}`,
      inspections: [0, 1, 3].map((step) => fakeInspection({ step, samples: [`at ${step}`] })),
    }))));

const settled = (page: Page) => page.waitForTimeout(500);
const fragment = (page: Page) => page.evaluate<string>("location.hash");

/** What is shown: the places of the chosen variants, the sliders, which sections are unfolded. */
const state = (page: Page) =>
  page.evaluate<unknown>(`({
    chosen: [...document.querySelectorAll(".selection input:checked")].map((one) => one.value).join(),
    sliders: [...document.querySelectorAll(".step-slider input")].map((one) => one.value),
    curve: [...document.querySelectorAll(".curve-controls :is(input, select)")].map((one) => one.type === "checkbox" ? one.checked : one.value),
    open: [...document.querySelectorAll(".fold[open] > summary > *")].map((one) => one.id),
  })`);

Deno.test(needs("a link shows what was meant", wanted), async () => {
  await withReport(report(), WIDE, async ({ page, own, wrong }) => {
    const first = await state(page);
    assertEquals(await fragment(page), "");
    await page.locator(".selection summary").click();
    await page.locator(".selection").getByLabel("v4").check();
    await page.locator(".contents").getByRole("link", { name: "What happened inside" }).click();
    await page.getByLabel("Horizontal axis").selectOption("examples");
    const slider = page.locator("section[aria-labelledby=inside]").getByRole("slider");
    await slider.focus();
    await page.keyboard.press("Home");
    await settled(page);
    const meant = await state(page), link = await page.evaluate<string>("location.href");
    assert(JSON.stringify(meant) !== JSON.stringify(first));
    assert(/#inside&/.test(link), link);
    await page.goto("about:blank");
    await page.goto(link);
    await settled(page);
    assertEquals(await state(page), meant);
    assert(await slider.isVisible());
    // Without a fragment it is as at first, and going back brings back what was.
    await page.goto("about:blank");
    await page.goto(own);
    assertEquals(await state(page), first);
    assertEquals(wrong, []);
  });
});

Deno.test(
  needs("a link of the contents unfolds its section and keeps the view", wanted),
  async () => {
    await withReport(report(), WIDE, async ({ page }) => {
      await page.locator(".selection summary").click();
      await page.locator(".selection").getByLabel("v4").check();
      await page.keyboard.press("Escape");
      await page.locator(".contents").getByRole("link", { name: "Samples" }).click();
      await settled(page);
      assert(await page.locator("section[aria-labelledby=samples] .column").first().isVisible());
      assert(/^#samples&v=[\d.]*4/.test(await fragment(page)), await fragment(page));
      const bar = await page.locator(".guide").boundingBox();
      const heading = await page.locator("h2#samples").boundingBox();
      assert(heading!.y >= bar!.y + bar!.height, "the bar hides the heading");
    });
  },
);

Deno.test(needs("hostile and broken fragments do nothing", wanted), async () => {
  const fragments = [
    "<img src=x onerror=canary=1>",
    "javascript:canary=1",
    "page-data",
    "__proto__=1&constructor=2&v=__proto__",
    "v=9999.-1.1e3.0x1&inside=99999999999999999999&fold=%00.<b>",
    "v=" + "1.".repeat(100_000),
    "%E0%A4%A&%",
    "&&&===&v=&inside=-1&inside=NaN",
    "v=1&v=<script>canary=1</script>",
    "loss=s9_fevil_x1_z1e999-NaN_m7_l2_constructor&loss=z-5--9",
    "loss=z9-_s00_z-_zz1-2",
  ];
  await withReport(report(), WIDE, async ({ page, own, wrong, requests }) => {
    const first = await state(page);
    for (const text of fragments) {
      await page.goto("about:blank");
      await page.goto(`${own}#${text}`);
      await settled(page);
      const { chosen: _, ...seen } = await state(page) as Record<string, unknown>;
      const { chosen: __, ...wantedState } = first as Record<string, unknown>;
      if (!/inside=9/.test(text)) assertEquals(seen, wantedState, text.slice(0, 80));
      assertEquals(await page.evaluate("typeof globalThis.canary"), "undefined");
      assert((await fragment(page)).length < 4100);
      assertEquals(await page.locator("img").count(), 0);
    }
    assertEquals(wrong, []);
    assertEquals(requests.filter((one) => !one.startsWith(own) && one !== "about:blank"), []);
  });
});

Deno.test(needs("the list of contents stays in sight and marks what is read", wanted), async () => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 380, height: 700 }]) {
    await withReport(renderReport(bnReport(50)), { viewport }, async ({ page }) => {
      await page.evaluate(`document.querySelector("#living").scrollIntoView()`);
      await settled(page);
      const bar = await page.locator(".guide").boundingBox();
      assertEquals(Math.round(bar!.y), 0);
      assertEquals(await page.locator(".contents [aria-current]").allTextContents(), [
        "Play with the networks",
      ]);
      assertEquals(await page.evaluate("document.documentElement.scrollWidth"), viewport.width);
      // No link gets wider by being marked, so that the bar never changes its height.
      const widths = await page.evaluate<number[]>(`(() => {
        const link = document.querySelector(".contents [aria-current]"), width = link.offsetWidth;
        link.removeAttribute("aria-current");
        return [width, link.offsetWidth];
      })()`);
      assertEquals(widths[0], widths[1]);
    });
  }
});

Deno.test(
  needs("long pages are folded, short ones are not, and paper has all", wanted),
  async () => {
    await withReport(renderReport(bnReport(50)), WIDE, async ({ page }) => {
      assertEquals(await page.locator(".fold:not([open])").count(), 0);
    });
    await withReport(report(), WIDE, async ({ page }) => {
      const folded = page.locator(".fold:not([open]) h2");
      assertEquals(await folded.allTextContents(), [
        "The network",
        "What happened inside",
        "Samples",
        "Play with the networks",
        "Reproduce",
      ]);
      await page.locator("h2#samples").click();
      assert(await page.locator("section[aria-labelledby=samples] .column").first().isVisible());
      await page.emulateMedia({ media: "print" });
      assert(await page.locator("section[aria-labelledby=reproduce] pre").first().isVisible());
    });
  },
);
