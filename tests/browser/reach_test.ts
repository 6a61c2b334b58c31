import { assert, assertEquals } from "@std/assert";
import type { Page } from "./playwright.ts";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { bnReport } from "../reports/examples.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";
import { realReport } from "./real_report.ts";

/** Elements that one can work with, by what they are and say; of radio buttons only the one that Tab goes to. */
const CONTROLS = `(() => {
  const all = document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']",
  );
  globalThis.controls = [...all].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }) && !one.disabled &&
    !(one.type === "radio" && !one.checked)
  );
  globalThis.reached = new Set();
  document.addEventListener("focusin", ({ target }) => reached.add(target));
  return controls.length;
})()`;

/** Those controls that Tab, pressed again and again, does not come to. */
async function unreached(page: Page): Promise<string[]> {
  const count = await page.evaluate<number>(CONTROLS);
  for (let i = 0; i < count + 3; i++) await page.keyboard.press("Tab");
  return await page.evaluate(
    `controls.filter((one) => !reached.has(one)).map((one) => one.outerHTML.slice(0, 200))`,
  );
}

Deno.test(needs("the keyboard reaches every control", wanted), async () => {
  const html = await realReport();
  for (const size of [WIDE, NARROW]) {
    await withReport(html, size, async ({ page }) => {
      assertEquals(await unreached(page), []);
    });
  }
  await withReport(html, WIDE, async ({ page }) => {
    await page.evaluate(`document.querySelectorAll("details").forEach((one) => one.open = true)`);
    assertEquals(await unreached(page), []);
    assert(await page.evaluate<number>("reached.size") > 40);
  });
});

Deno.test(needs("a control that the keyboard does not reach is found", wanted), async () => {
  const trap = `<a href="#x" tabindex="-1">never</a><h1`;
  await withReport(renderReport(bnReport(50)).replace("<h1", trap), WIDE, async ({ page }) => {
    assertEquals((await unreached(page)).length, 1);
  });
});

Deno.test(
  needs("nothing makes a narrow page scroll sideways, folded or unfolded", wanted),
  async () => {
    await withReport(await realReport(), NARROW, async ({ page }) => {
      const width = "document.documentElement.scrollWidth";
      assertEquals(await page.evaluate(width), 360);
      await page.evaluate(`document.querySelectorAll("details").forEach((one) => one.open = true)`);
      assertEquals(await page.evaluate(width), 360);
    });
  },
);

Deno.test(needs("nothing moves for those who want less motion", wanted), async () => {
  await withReport(renderReport(bnReport(200)), { ...WIDE, reducedMotion: "reduce" }, async ({
    page,
  }) => {
    const moving = await page.evaluate<string[]>(
      `[...document.querySelectorAll("*")].filter((one) => {
      const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(one);
      return animationName !== "none" || parseFloat(transitionDuration) > 0.001 ||
        scrollBehavior === "smooth";
    }).map((one) => one.outerHTML.slice(0, 100))`,
    );
    assertEquals(moving, []);
    assertEquals(await page.evaluate("document.getAnimations().length"), 0);
  });
});

Deno.test(needs("paper shows all that a reader needs, and nothing to press", wanted), async () => {
  await withReport(await realReport(), { ...WIDE, colorScheme: "dark" }, async ({ page }) => {
    await page.emulateMedia({ media: "print" });
    const seen = await page.evaluate<Record<string, unknown>>(`(() => {
      const isShown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
      const shown = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
      return {
        hidden: [...document.querySelectorAll("h1, h2, .verdict, table.sortable, pre[data-copy]")]
          .filter((one) => !isShown(one) && !one.closest("details:not([open])"))
          .map((one) => one.outerHTML.slice(0, 100)),
        copy: shown(".copy, nav.contents").length,
        charts: shown(".chart svg").length,
        background: getComputedStyle(document.body).backgroundColor,
        clipped: shown("main .scroll").filter((one) => getComputedStyle(one).overflowX !== "visible").length,
      };
    })()`);
    assertEquals(seen.hidden, []);
    assertEquals(seen.copy, 0);
    assert(seen.charts as number > 0);
    assertEquals(seen.background, "rgb(255, 255, 255)");
    assertEquals(seen.clipped, 0);
    const pdf = await page.pdf({ format: "A4" });
    assert(new TextDecoder("latin1").decode(pdf).startsWith("%PDF"));
  });
});
