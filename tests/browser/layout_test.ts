import { assert, assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import {
  evaluation,
  fakeExperiment,
  fakeInspection,
  fakeRun,
  fakeUpdates,
} from "../reports/fake.ts";
import { bnReport } from "../reports/examples.ts";
import { largeExperiment } from "../reports/large.ts";
import { wanted, withReport } from "./open.ts";

const width = (width: number) => ({ viewport: { width, height: 900 } });

/** Rates, each with two seeds. */
function ratesReport(): string {
  const runs = [0.1, 0.2, 0.3].flatMap((initial, i) =>
    [1, 2].map((seed) =>
      fakeRun({
        variant: `lr ${initial}`,
        seed,
        config: { training: { learningRate: { schedule: "constant", initial } } },
        summary: {
          final: evaluation(3, { train: 2 + i / 9 + seed / 99, val: 2 + i / 7, test: 2.1 }),
        },
      })
    )
  );
  return renderReport(fakeExperiment(runs));
}

/**
 * Schedules and initial values, each with two seeds: keys as long as they get, in as many columns as there are at most.
 */
function schedulesReport(): string {
  const settings = [
    { learningRate: { schedule: "constant", initial: 0.1 } },
    { learningRate: { schedule: "cosine", initial: 0.3, warmup: 100 } },
    { learningRate: { schedule: "step", initial: 0.1, milestones: [2], factor: 0.1 } },
  ];
  const runs = settings.flatMap((training, i) =>
    [1, 2].map((seed) =>
      fakeRun({
        variant: ["plain", "cosine with warm-up", "step"][i],
        seed,
        config: {
          training,
          model: { init: { hidden: { weight: { scheme: "normal", std: 1 + i } } } },
        },
        summary: {
          parameters: 11_897 + i,
          final: evaluation(3, { train: 2 + i / 9 + seed / 99, val: 2 + i / 7, test: 2.1 }),
        },
      })
    )
  );
  return renderReport(fakeExperiment(runs));
}

Deno.test(needs("no table stands beyond the lines of its section", wanted), async () => {
  await withReport(renderReport(bnReport(50)), width(1400), async ({ page }) => {
    const [edge, ...tables] = await page.evaluate<number[]>(
      `[".guide nav", ".results .scroll", ".results table"].map((one) => document.querySelector(one).getBoundingClientRect())
        .map((box, i) => i === 0 ? document.querySelector("main").getBoundingClientRect().right : box.right)`,
    );
    for (const right of tables) assert(right <= edge + 1, `${right} > ${edge}`);
  });
});

Deno.test(
  needs("at 1000 px the table of results is whole, and its heads have two lines at most", wanted),
  async () => {
    await withReport(schedulesReport(), width(1000), async ({ page }) => {
      const [head, line, scrolled, seen] = await page.evaluate<number[]>(`(() => {
        const table = document.querySelector(".results table"), box = table.closest(".scroll");
        const head = table.tHead.rows[0];
        return [head.getBoundingClientRect().height, parseFloat(getComputedStyle(head).lineHeight), box.scrollWidth, box.clientWidth];
      })()`);
      assert(scrolled <= seen, `${scrolled} > ${seen}`);
      assert(head < 3 * line, `${head} px high, ${line} a line`);
    });
  },
);

Deno.test(needs("two variants fill the width", wanted), async () => {
  const vocabulary = [".", "a", "b", "c", "d"], look = fakeInspection();
  const report = renderReport(fakeExperiment(["plain", "other"].map((variant) =>
    fakeRun({
      variant,
      inspections: [look, { ...look, step: 3 }],
      updates: fakeUpdates(look, [0, 1, 2]),
      config: { model: { hiddenSizes: [6, 4] } },
      summary: { dataset: { ...fakeRun().summary.dataset, vocabulary } },
    })
  )));
  await withReport(report, width(1400), async ({ page }) => {
    const empty = await page.evaluate<number[]>(
      `[...document.querySelectorAll(".panels:not(.tensors), #samples ~ * .columns, section[aria-labelledby=samples] .columns")]
        .filter((one) => one.checkVisibility())
        .map((one) => document.querySelector("main").getBoundingClientRect().right - one.lastElementChild.getBoundingClientRect().right)`,
    );
    assert(empty.length > 5);
    for (const pixels of empty) assert(pixels < 30, `${pixels} px are empty`);
  });
});

Deno.test(needs("colors follow the rate, darker for lower ones, everywhere", wanted), async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    await withReport(ratesReport(), { ...width(1000), colorScheme }, async ({ page }) => {
      for (const where of [".results table", "figure.curves .legend", ".choice"]) {
        const lightness = await page.locator(`${where} .swatch line`).evaluateAll((lines) =>
          lines.slice(0, 3).map((line) => {
            const [r, g, b] = getComputedStyle(line).stroke.match(/\d+/g)!.map(Number);
            return 0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 +
              0.0722 * (b / 255) ** 2.2;
          })
        );
        assertEquals(lightness.length, 3, where);
        assert(
          lightness[0] < lightness[1] && lightness[1] < lightness[2],
          `${where}: ${lightness}`,
        );
      }
    });
  }
});

Deno.test(
  needs("14 variants with 2 seeds make a page that is short, light and soon at work", wanted),
  async () => {
    const { runs, ...rest } = await largeExperiment(14, 20_000);
    const html = renderReport({
      ...rest,
      runs: runs.flatMap((run) =>
        [42, 43].map((seed) => ({ ...run, summary: { ...run.summary, seed } }))
      ),
    });
    const megabytes = gzipSync(html).length / 1e6;
    assert(megabytes < 0.8, `${megabytes} MB, compressed`);
    for (const [pixels, most] of [[1400, 7_000], [380, 15_000]]) {
      await withReport(html, width(pixels), async ({ page, wrong }) => {
        const height = await page.evaluate<number>("document.documentElement.scrollHeight");
        assert(height < most, `${height} px high at ${pixels}`);
        assertEquals(await page.evaluate("document.documentElement.scrollWidth"), pixels);
        assertEquals(wrong, []);
      });
    }
  },
);

Deno.test(needs("of 699 symbols in an embedding no name covers another", wanted), async () => {
  const vocabulary = Array.from({ length: 699 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const coordinates = vocabulary.flatMap((_, i) => [Math.sin(7 * i) ** 3, Math.cos(11 * i) ** 3]);
  const look = fakeInspection({ embedding: { coordinates, kept: 0.4 } });
  const run = fakeRun({
    inspections: [look],
    summary: { dataset: { ...fakeRun().summary.dataset, vocabulary } },
  });
  await withReport(renderReport(fakeExperiment([run])), width(1400), async ({ page }) => {
    const [names, covered] = await page.evaluate<number[]>(`(() => {
      const texts = [...document.querySelectorAll(".inside text")].filter((one) => /[\u4e00-\u9fff]/.test(one.textContent));
      const boxes = texts.map((one) => one.getBoundingClientRect());
      // The em box of a character has air above and below.
      const touch = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 0.35 * a.height < b.bottom && b.top + 0.35 * b.height < a.bottom;
      return [texts.length, boxes.filter((a, i) => boxes.some((b, k) => k > i && touch(a, b))).length];
    })()`);
    assert(names > 40, `${names} names`);
    assertEquals(covered, 0);
  });
});

Deno.test(
  needs("a layer's many options leave its counts in sight on a wide page", wanted),
  async () => {
    const after = {
      epsilon: 0,
      momentum: 0.001,
      running: "std",
      start: 0,
      unbiased: true,
    } as const;
    const config = {
      model: { hiddenSizes: [200], batchNorm: { after: "hidden", ...after } },
    } as const;
    const report = renderReport(fakeExperiment([fakeRun({ variant: "plain", config })]));
    await withReport(report, width(1100), async ({ page }) => {
      const [scrolled, seen] = await page.evaluate<[number, number]>(`(() => {
        const box = document.querySelector(".with-network .scroll");
        return [box.scrollWidth, box.clientWidth];
      })()`);
      assert(scrolled <= seen, `${scrolled} > ${seen}`);
    });
  },
);

Deno.test(
  needs("at 380 px the layers' counts are seen without scrolling, under whole lines", wanted),
  async () => {
    const config = { model: { embeddingSize: 10, hiddenSizes: [200] } };
    const report = renderReport(fakeExperiment([fakeRun({ variant: "plain", config })]));
    await withReport(report, width(380), async ({ page }) => {
      const [scrolled, seen, borders] = await page.evaluate<[number, number, string]>(`(() => {
        const box = document.querySelector(".with-network .scroll");
        return [box.scrollWidth, box.clientWidth, getComputedStyle(box.querySelector("table")).borderCollapse];
      })()`);
      assert(scrolled <= seen, `${scrolled} > ${seen}`);
      // A cell that stays in sight covers a line that it shares with the next one.
      assertEquals(borders, "separate");
    });
  },
);

Deno.test(
  needs("at 380 px every loss of the legend is seen, also of seeds and long names", wanted),
  async () => {
    await withReport(schedulesReport(), width(380), async ({ page }) => {
      const [scrolled, seen] = await page.evaluate<[number, number]>(`(() => {
        const box = document.querySelector(".readout .rows");
        return [box.scrollWidth, box.clientWidth];
      })()`);
      assert(scrolled <= seen, `${scrolled} > ${seen}`);
    });
  },
);

Deno.test(needs("on paper, which nobody unfolds, every network is drawn", wanted), async () => {
  const report = renderReport(
    fakeExperiment(
      [6, 4].map((width) =>
        fakeRun({ variant: `${width} wide`, config: { model: { hiddenSizes: [width] } } })
      ),
    ),
  );
  await withReport(report, width(700), async ({ page }) => {
    const seen = () =>
      page.evaluate<boolean[]>(
        `[...document.querySelectorAll(".network svg")].map((one) => one.checkVisibility())`,
      );
    assertEquals(await seen(), [false, false]);
    await page.emulateMedia({ media: "print" });
    assertEquals(await seen(), [true, true]);
  });
});

Deno.test(needs("paper unfolds what is short, and says what it leaves out", wanted), async () => {
  await withReport(ratesReport(), width(700), async ({ page }) => {
    const states = () =>
      page.evaluate<Record<string, string>>(`(() => Object.fromEntries(
        [...document.querySelectorAll("details:not(.fold, .selection)")].map((fold) => {
          const summary = fold.querySelector("summary");
          const isUnfolded = summary.nextElementSibling.checkVisibility();
          const says = getComputedStyle(summary, "::after").content;
          return [summary.textContent.trim(), isUnfolded ? "unfolded" : says === "none" ? "folded" : says];
        }),
      ))()`);
    assert(Object.values(await states()).every((state) => state === "folded"));
    await page.emulateMedia({ media: "print" });
    const printed = await states();
    assertEquals(printed["Each of the 6 runs"], "unfolded");
    assertEquals(printed["Samples of the other seeds"], '" (not on paper)"');
    assert(!Object.values(printed).includes("folded"), JSON.stringify(printed));
    // Columns of a grid are overprinted where a page ends.
    assertEquals(
      await page.evaluate(`getComputedStyle(document.querySelector(".columns")).display`),
      "block",
    );
  });
});

Deno.test(
  needs("a name in a table breaks before its numbers, not within them", wanted),
  async () => {
    const names = [
      "learningRate=0.0001",
      `hostile${"9".repeat(60)}`,
      "warm-up of 1000 steps, 0.00001",
    ];
    const runs = names.map((variant) => fakeRun({ variant }));
    for (const options of [width(1400), width(380)]) {
      await withReport(renderReport(fakeExperiment(runs)), options, async ({ page, wrong }) => {
        const lines = await page.locator(".variant .whole").evaluateAll((all) =>
          all.map((one) => one.getClientRects().length)
        );
        assertEquals(lines.length >= 3 && lines.every((count) => count === 1), true, `${lines}`);
        // What is too long for a line breaks still.
        const long = page.locator(".variant bdi", { hasText: "hostile" }).first();
        assert((await long.boundingBox())!.width <= 150);
        assertEquals(wrong, []);
      });
    }
  },
);
