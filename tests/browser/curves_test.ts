import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Locator, Page } from "./playwright.ts";
import { binOf } from "../../reports/bin.ts";
import { type CurveData, curveData } from "../../reports/charts/curve_data.ts";
import { binsOf } from "../../reports/charts/curve_view.ts";
import { overSeeds } from "../../reports/charts/seeds.ts";
import { formatCount, formatLoss } from "../../reports/format.ts";
import { renderReport } from "../../reports/page.ts";
import { FIRST_SMOOTHING, SMOOTHINGS } from "../../reports/smooth.ts";
import type { StoredExperiment } from "../../runner/results.ts";
import { needs } from "../permissions.ts";
import { bnReport, hostileReport } from "../reports/examples.ts";
import {
  evaluation,
  fakeExperiment,
  fakeInspection,
  fakeLosses,
  fakeRun,
  fakeUpdates,
} from "../reports/fake.ts";
import { wanted, withReport } from "./open.ts";

/** The parts of a page that the tests use. */
interface Curves {
  page: Page;
  figure: Locator;
  plot: Locator;
  data: CurveData;
  control(label: string): Locator;
  /** The path of the val curve of the variant at `index`; null where there is none. */
  path(index: number): Promise<string | null>;
  /** The same of its minibatch losses. */
  minibatch(index: number): Promise<string | null>;
  /** The texts of the axes and other labels of the chart. */
  labels(): Promise<string[]>;
  /** The rows of the read-out. */
  readout(): Promise<string[][]>;
}

/** Opens the page of an experiment, works with it, and checks that it neither complains nor asks for anything. */
const withCurves = (
  experiment: StoredExperiment,
  { width = 1100, hasTouch = false }: { width?: number; hasTouch?: boolean },
  work: (curves: Curves) => Promise<void>,
): Promise<void> =>
  withReport(
    renderReport(experiment),
    { viewport: { width, height: 900 }, hasTouch },
    async ({ page, own, wrong, requests }) => {
      const figure = page.locator("figure.curves");
      const pathOf = async (index: number, width: number) => {
        await drawnAnew(page);
        const stroke = `[stroke="var(--color-${index})"][stroke-width="${width}"]`;
        const path = figure.locator(`[role=img] g[fill=none]${stroke} path`);
        return await path.count() === 0 ? null : await path.first().getAttribute("d");
      };
      await work({
        page,
        figure,
        plot: figure.locator(".plot"),
        data: curveData(experiment.runs),
        control: (label) => figure.getByLabel(label, { exact: true }),
        path: (index) => pathOf(index, 2),
        minibatch: (index) => pathOf(index, 1.25),
        async labels() {
          await drawnAnew(page);
          return await figure.locator("[role=img] text").allTextContents();
        },
        async readout() {
          await drawnAnew(page);
          const rows = await figure.locator(".legend tr").all();
          return await Promise.all(rows.map(async (row) =>
            (await row.locator("th, td").allTextContents()).map((text) => text.trim())
          ));
        },
      });
      assertEquals(wrong, []);
      assertEquals(
        requests.filter((url) =>
          url !== own && !url.startsWith("blob:")
        ),
        [],
      );
    },
  );

/** Waits until a change has been drawn. */
const drawnAnew = (page: Page) =>
  page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");

/** The y of a path's points. */
const heights = (path: string | null): number[] =>
  path!.slice(1).split("L").map((point) => Number(point.split(",")[1]));

/** Three variants of five seeds. */
function seedsReport(): StoredExperiment {
  const runs = ["slow", "middle", "fast"].flatMap((variant, v) =>
    [1, 2, 3, 4, 5].map((seed) =>
      fakeRun({
        variant,
        seed,
        losses: fakeLosses(1000, 3.3, 2.5 - 0.2 * v + 0.02 * seed),
        config: { training: { steps: 1000 } },
        evaluations: [500, 1000].flatMap((step) =>
          evaluation(step, { val: 2.5 - 0.2 * v + 0.02 * seed + (1000 - step) / 5000 })
        ),
        summary: { final: evaluation(1000, { val: 2.5 - 0.2 * v + 0.02 * seed }) },
      })
    )
  );
  return fakeExperiment(runs);
}

/** A run that was looked into. */
function insideReport(): StoredExperiment {
  const inspections = [0, 3].map((step) => fakeInspection({ step }));
  return fakeExperiment([fakeRun({
    inspections,
    updates: fakeUpdates(inspections[0], [0, 1, 2]),
    config: { model: { hiddenSizes: [6, 4] } },
    summary: {
      dataset: { ...fakeRun().summary.dataset, vocabulary: [".", "a", "b", "c", "d"] },
    },
  })]);
}

/** What the chart should tell of a run's training loss at `step`. */
function trainAt({ runs }: CurveData, index: number, position: number, step: number): string {
  const run = runs[index];
  return formatLoss(run.smooth[position][binOf(binsOf(run).edges, step)]);
}

const test = (
  name: string,
  experiment: () => StoredExperiment,
  work: (curves: Curves) => Promise<void>,
  options: { width?: number; hasTouch?: boolean } = {},
) => Deno.test(needs(name, wanted), () => withCurves(experiment(), options, work));

test(
  "the slider smooths the curves",
  bnReport,
  async ({ control, minibatch, figure, readout, data }) => {
    const slider = control("Smoothing");
    assertEquals(await slider.isVisible(), false, "there is nothing to smooth");
    assertEquals(
      (await readout())[0].at(-3),
      "minibatch, smoothed",
      "what is told is, all the same",
    );
    await control("minibatch losses").check();
    await control("Loss axis").selectOption("run");
    const roughness = async () => {
      const y = heights(await minibatch(0)).slice(100);
      return y.slice(1).reduce((sum, y1, i) => sum + Math.abs(y1 - y[i]), 0);
    };
    assertEquals(await slider.inputValue(), String(FIRST_SMOOTHING));
    const roughnesses: number[] = [];
    for (const [position, weight] of SMOOTHINGS.entries()) {
      await slider.fill(String(position));
      roughnesses.push(await roughness());
      assertEquals(await figure.locator(".curve-controls output").textContent(), String(weight));
      assertEquals(await slider.getAttribute("aria-valuetext"), String(weight));
      const word = weight > 0 ? "smoothed" : "averaged";
      assertEquals((await readout())[0].at(-3), `minibatch, ${word}`);
      const caption = (await figure.locator("figcaption").textContent())!;
      assertEquals(caption.includes(`weight falls to ${weight} within`), weight > 0);
      assertEquals((await readout())[1].at(-3), trainAt(data, 0, position, 19_999));
    }
    roughnesses.slice(1).forEach((rough, i) => assert(rough < roughnesses[i], roughnesses.join()));
    await slider.focus();
    const before = await minibatch(0);
    await slider.press("ArrowLeft");
    assert(await minibatch(0) !== before);
    assertEquals(await slider.inputValue(), String(SMOOTHINGS.length - 2));
  },
);

test("a click in the legend hides a variant, another shows it again", bnReport, async (curves) => {
  const { figure, path, labels, readout } = curves;
  const button = figure.getByRole("button", { name: "batch norm" });
  const image = figure.locator("[role=img]");
  const first = await path(0);
  assert(await path(1) !== null);
  assertEquals(await button.getAttribute("aria-pressed"), "true");
  await button.click();
  assertEquals(await path(1), null);
  assertEquals(await button.getAttribute("aria-pressed"), "false");
  assert(!(await labels()).join().includes("batch norm"));
  assert(!(await image.getAttribute("aria-label"))!.includes("batch norm"));
  assert((await readout())[2].includes("2.1367"), "its values stay");
  await button.press("Enter");
  assertEquals(await button.getAttribute("aria-pressed"), "true");
  assertEquals(await path(0), first);
});

test("the chart's scale follows the runs that are shown", seedsReport, async (curves) => {
  const { figure, path } = curves;
  const before = Math.min(...heights(await path(2)));
  await figure.getByRole("button", { name: "slow", exact: true }).click();
  await figure.getByRole("button", { name: "middle", exact: true }).click();
  assert(Math.abs(Math.max(...heights(await path(2))) - before) > 1);
});

test("seeds can be unfolded and hidden one by one", seedsReport, async (curves) => {
  const { figure, path, readout, data } = curves;
  const rows = async () => (await figure.locator(".legend tbody tr:visible").count());
  assertEquals(await rows(), 3);
  const { mean, std } = overSeeds(data.runs.slice(5, 10).map((run) => run.smooth[3].at(-1)));
  assertEquals((await readout())[7].at(-3), `${formatLoss(mean)} ± ${formatLoss(std)}`);
  await figure.getByRole("button", { name: "n = 5 seeds of middle" }).click();
  assertEquals(await rows(), 8);
  const before = await path(1);
  await figure.getByRole("button", { name: "seed 2" }).click();
  assert(await path(1) !== before, "the mean is another");
  const others = data.runs.slice(5, 10).filter((_, i) => i !== 1);
  const four = overSeeds(others.map((run) => run.smooth[3].at(-1)));
  assertEquals((await readout())[7].at(-3), `${formatLoss(four.mean)} ± ${formatLoss(four.std)}`);
});

test(
  "dragging zooms, and Escape, a double click and the button reset",
  bnReport,
  async (curves) => {
    const { page, plot, control, path, labels } = curves;
    await plot.scrollIntoViewIfNeeded();
    const whole = await path(0),
      from = control("First step shown"),
      to = control("Last step shown");
    const { x, y, width, height } = (await plot.boundingBox())!;
    const drag = async () => {
      await page.mouse.move(x + width * 0.4, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width * 0.5, y + height / 2);
      assertEquals(await plot.locator("rect[fill-opacity]").count() >= 1, true);
      await page.mouse.move(x + width * 0.6, y + height / 2);
      await page.mouse.up();
      await drawnAnew(page);
    };
    const isWhole = async () => {
      assertEquals(await path(0), whole);
      assertEquals([await from.inputValue(), await to.inputValue()], ["0", "20000"]);
      assertEquals(await control("Show all steps").isDisabled(), true);
    };
    await isWhole();
    const resets = [
      () => plot.press("Escape"),
      () => plot.dblclick(),
      () => control("Show all steps").click(),
    ];
    for (const reset of resets) {
      await drag();
      const [first, last] = [Number(await from.inputValue()), Number(await to.inputValue())];
      assert(first > 6000 && first < 10_000 && last > 10_000 && last < 14_000, `${first} ${last}`);
      assert(await path(0) !== whole);
      assert(!(await labels()).includes("20,000"));
      await reset();
      await isWhole();
    }
  },
);

test("a click on a curve hides it, one beside it does not", bnReport, async (curves) => {
  const { page, plot, path } = curves;
  await plot.scrollIntoViewIfNeeded();
  const { x, y } = (await plot.boundingBox())!;
  const points = (await path(1))!.slice(1).split("L");
  const [px, py] = points[points.length - 2].split(",").map(Number);
  await page.mouse.click(x + px, y + py - 30);
  assert(await path(1) !== null);
  await page.mouse.dblclick(x + px, y + py + 2);
  assert(await path(1) !== null, "a double click hides nothing");
  await page.waitForTimeout(600); // or the next click would be a third
  await page.mouse.click(x + px, y + py + 2);
  assertEquals(await path(1), null);
  assert(await path(0) !== null);
  const name = curves.figure.getByRole("button", { name: "batch norm" });
  assertEquals(await name.getAttribute("aria-pressed"), "false");
  await name.click();
  assert(await path(1) !== null);
});

test("steps can be typed, and keys zoom", bnReport, async (curves) => {
  const { control, plot, labels, figure } = curves;
  const from = control("First step shown"), to = control("Last step shown");
  await from.fill("5000");
  await to.fill("9000");
  await to.press("Tab");
  assert((await labels()).includes("5,000") && (await labels()).includes("9,000"));
  assert((await figure.locator("[role=img]").getAttribute("aria-label"))!
    .includes("from step 5,000 to 9,000"));
  await plot.press("+");
  await labels();
  assertEquals([await from.inputValue(), await to.inputValue()], ["6000", "8000"]);
  // Both before the chart is drawn anew.
  await plot.evaluate((element) => {
    for (let i = 0; i < 2; i++) {
      element.dispatchEvent(new KeyboardEvent("keydown", { key: "-", bubbles: true }));
    }
  });
  await labels();
  assertEquals([await from.inputValue(), await to.inputValue()], ["3000", "11000"]);
  await from.fill("oops".replace(/\D/g, ""));
  await from.press("Tab");
  await labels();
  assertEquals(Number(await from.inputValue()), 0);
});

test("the axes can be logarithmic", bnReport, async ({ control, path, labels }) => {
  const linear = await path(0);
  const fit = () => control("Loss axis").inputValue();
  await control("log axis").check();
  await labels();
  assertEquals(await fit(), "run", "what is shown is told");
  await control("log axis").uncheck();
  await labels();
  assertEquals([await fit(), await path(0)], ["end", linear]);
  await control("Loss axis").selectOption("run");
  const whole = await path(0);
  await control("log axis").check();
  const logSteps = await path(0);
  assert(logSteps !== whole && (await labels()).includes("step, logarithmic"));
  assert((await labels()).includes("10") && (await labels()).includes("1,000"));
  await control("log loss").check();
  assert(await path(0) !== logSteps);
  await control("log axis").press("Space");
  await control("log loss").press("Space");
  assertEquals(await path(0), whole);
  await control("Loss axis").selectOption("end");
  assertEquals(await path(0), linear);
});

test(
  "without minibatch losses the crosshair stands where the val losses are, beside none at another step",
  bnReport,
  async (curves) => {
    const { page, plot, readout, data } = curves;
    await plot.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await plot.boundingBox())!;
    await page.mouse.move(x + width * 0.3, y + height / 2);
    const [[at], plain] = await readout();
    const step = Number(at.replace(/\D/g, ""));
    const val = data.runs[0].val.find(([evaluated]) => evaluated === step)!;
    assertEquals(plain.at(-2), formatLoss(val[1]));
    await plot.press("ArrowRight");
    const places = data.runs[0].val.map(([evaluated]) => evaluated);
    assertEquals(
      Number((await readout())[0][0].replace(/\D/g, "")),
      places[places.indexOf(step) + 1],
    );
  },
);

test("the crosshair tells the data's values", bnReport, async (curves) => {
  const { page, plot, readout, data } = curves;
  await curves.control("minibatch losses").check();
  await plot.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await plot.boundingBox())!;
  assertEquals((await readout())[0][0], "at the end");
  await page.mouse.move(x + width * 0.3, y + height / 2);
  const [[at], plain, batchNorm] = await readout();
  const step = Number(at.replace(/\D/g, ""));
  assert(step > 4000 && step < 8000, at);
  assertEquals(plain.at(-3), trainAt(data, 0, FIRST_SMOOTHING, step));
  assertEquals(batchNorm.at(-3), trainAt(data, 1, FIRST_SMOOTHING, step));
  const nearest = data.runs[0].val.reduce((a, b) =>
    Math.abs(b[0] - step) < Math.abs(a[0] - step) ? b : a
  );
  assert(nearest[0] !== step);
  assertEquals(plain.at(-2), `${formatLoss(nearest[1])} at ${formatCount(nearest[0])}`);
  await page.mouse.move(x + width / 2, y - 100);
  assertEquals((await readout())[0][0], "at the end");
});

test("the crosshair obeys the keyboard and says what it shows", bnReport, async (curves) => {
  const { page, plot, readout, figure, data } = curves;
  await curves.control("minibatch losses").check();
  const stepOf = async () => Number((await readout())[0][0].replace(/\D/g, ""));
  await plot.focus();
  await plot.press("Home");
  assertEquals(await stepOf(), 0);
  const steps = [0];
  for (const key of ["ArrowRight", "ArrowRight", "Shift+ArrowRight"]) {
    await plot.press(key);
    steps.push(await stepOf());
  }
  assertEquals(steps, [0, 1, 2, 12]);
  await plot.press("ArrowLeft");
  assertEquals(await stepOf(), 11);
  await plot.press("End");
  const last = await stepOf();
  // Its last val loss is of the last step, not of one beside it.
  assertEquals(last, 20_000);
  const status = (await figure.locator("[role=status]").textContent())!;
  assert(status.startsWith("at step 20,000:"), status);
  assert(
    status.includes(`minibatch, smoothed: ${trainAt(data, 1, FIRST_SMOOTHING, last)}`),
    status,
  );
  await page.keyboard.press("Tab");
  assertEquals((await readout())[0][0], "at the end");
});

test("a finger moves the crosshair", bnReport, async ({ page, plot, readout }) => {
  await plot.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await plot.boundingBox())!;
  await page.touchscreen.tap(x + width / 2, y + height / 2);
  assert((await readout())[0][0].startsWith("at step "));
}, { width: 360, hasTouch: true });

test("a narrow page does not scroll sideways", seedsReport, async ({ page, figure }) => {
  for (const button of await figure.locator(".unfold").all()) await button.click();
  assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
}, { width: 360 });

test("the chart fits the page when its width changes", bnReport, async ({ page, plot }) => {
  const size = async () => {
    await drawnAnew(page);
    const svg = plot.locator("[role=img] > svg");
    return [await svg.count(), Math.round((await svg.boundingBox())!.width)];
  };
  assertEquals(await size(), [1, 960]);
  await page.setViewportSize({ width: 500, height: 900 });
  assertEquals(await size(), [1, 468]);
});

test("the chart is saved as an SVG file that stands alone", bnReport, async ({ page, figure }) => {
  await figure.getByRole("button", { name: "batch norm" }).click();
  await drawnAnew(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name: "Save this chart as SVG" }).click(),
  ]);
  assertEquals(download.suggestedFilename(), "batch-normalization-on-and-off-loss.svg");
  const text = await Deno.readTextFile(await download.path());
  assert(text.startsWith("<svg ") && text.includes(`xmlns="http://www.w3.org/2000/svg"`));
  assert(!/var\(|currentColor| class=| style=/i.test(text));
  assert(text.includes("rgb(0, 114, 178)") && text.includes("ln 27 = 3.296: guessing"));
  assert(!text.includes("batch norm"), "what is hidden is not in the file");
  const seen = await page.evaluate<number[]>(`(async (text) => {
    const image = new Image();
    image.src = "data:image/svg+xml," + encodeURIComponent(text);
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  })(${JSON.stringify(text)})`);
  assertEquals(seen, [960, 500]);
});

test("the chart is saved as a PNG file, as it is seen", bnReport, async ({ page, figure }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await drawnAnew(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name: "Save this chart as PNG" }).click(),
  ]);
  assertEquals(download.suggestedFilename(), "batch-normalization-on-and-off-loss.png");
  const bytes = await Deno.readFile(await download.path());
  assertEquals([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  assertEquals([header.getUint32(16), header.getUint32(20)], [2 * 960, 2 * 500]);
  // A corner of the page's colour, and the curves' in the middle.
  const seen = await page.evaluate<string[]>(`(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height), drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0);
    const { data } = drawing.getImageData(0, 0, image.width, image.height);
    const colors = new Set();
    for (let i = 0; i < data.length; i += 4) colors.add(data.subarray(i, i + 3).join());
    return [data.subarray(0, 3).join(), ...["92,184,240", "255,149,80"].filter((c) => colors.has(c))];
  })("data:image/png;base64,${bytes.toBase64()}")`);
  assertEquals(seen, ["22,24,28", "92,184,240", "255,149,80"]);
});

test("every figure of charts can be saved", insideReport, async ({ page }) => {
  const names = new Set<string>();
  const buttons = await page.getByRole("button", { name: "Save this chart as SVG" }).all();
  for (const button of buttons) {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    const text = await Deno.readTextFile(await download.path());
    assert(!/var\(|currentColor|NaN|Infinity/.test(text), download.suggestedFilename());
    names.add(download.suggestedFilename());
  }
  assert(names.size === buttons.length && names.size > 3, [...names].join());
});

test("hostile names stay text in the legend and the chart", hostileReport, async (curves) => {
  const { page, figure } = curves;
  await figure.locator(".legend button").first().click();
  await curves.plot.press("Home");
  await drawnAnew(page);
  assertEquals(await page.evaluate("typeof globalThis.canary"), "undefined");
  assertEquals(await figure.locator("script, img, b").count(), 0);
});

test("printed, the chart stands without its controls", bnReport, async ({ page, figure }) => {
  await page.emulateMedia({ media: "print" });
  assertEquals(await figure.locator(".curve-controls").isVisible(), false);
  assertEquals(await figure.locator(".download").isVisible(), false);
  assertEquals(await figure.locator("[role=img] > svg").isVisible(), true);
});

test("val is what is first seen, and its curves can be told apart", bnReport, async (curves) => {
  const { path, minibatch, control, page, figure } = curves;
  for (const width of [1400, 380]) {
    await page.setViewportSize({ width, height: 900 });
    const [plain, batchNorm] = [heights(await path(0)).at(-1)!, heights(await path(1)).at(-1)!];
    assert(plain - batchNorm < -40, `${width}: ${plain} ${batchNorm}`);
    const labels = await figure.locator(".end-label").all();
    const texts = await Promise.all(labels.map((label) => label.textContent()));
    assert(
      texts[0]!.startsWith("\u2068plain") && texts[1]!.startsWith("\u2068batch norm"),
      texts.join(),
    );
  }
  assertEquals(await minibatch(0), null);
  await control("minibatch losses").check();
  assert((await minibatch(0))!.length > 1000 && await path(0) !== null);
});

test(
  "the whole run stands small where the chart of its end is empty",
  droppedReport,
  async (curves) => {
    const { figure, page, control, plot, path } = curves;
    const small = figure.locator("svg text", { hasText: "all steps" });
    for (const width of [1400, 380]) {
      await page.setViewportSize({ width, height: 900 });
      await drawnAnew(page);
      assert(await small.isVisible());
      const box = (await small.locator("xpath=ancestor::*[name()='svg'][1]").boundingBox())!;
      const { x: left } = (await plot.boundingBox())!;
      const points = (await path(0))!.slice(1).split("L").map((point) =>
        point.split(",").map(Number)
      );
      const first = Math.min(...points.filter(([, y]) => y >= 26).map(([x]) => x));
      assert(box.x + box.width <= left + first, "it covers a curve");
    }
    await control("Loss axis").selectOption("run");
    await drawnAnew(page);
    assertEquals(await small.count(), 0);
  },
);

test(
  "at a drop of the learning rate all that is told is of before it",
  () => {
    const { runs, ...rest } = droppedReport();
    const learningRates = Float64Array.from({ length: 1000 }, (_, i) => i < 500 ? 0.1 : 0.01);
    const losses = Float32Array.from({ length: 1000 }, (_, i) => i <= 500 ? 2.2 : 2.1);
    return { ...rest, runs: runs.map((run) => ({ ...run, learningRates, losses })) };
  },
  async ({ plot, readout }) => {
    await plot.press("Home");
    const told: string[][] = [];
    for (let step = 100; step <= 600; step += 100) {
      const [[at], row] = await readout();
      told.push([at, ...row.slice(-3)]);
      await plot.press("ArrowRight");
    }
    assertEquals(told.slice(-2), [
      ["at step 500", "2.2000", "2.2000", "0.1"],
      ["at step 600", "2.1000", "2.1000", "0.01"],
    ]);
  },
);

/** Two whose val losses fall at once where the learning rate drops. */
function droppedReport(): StoredExperiment {
  const steps = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000];
  return fakeExperiment([2.1, 2.104].map((last, i) =>
    fakeRun({
      variant: `${i}`,
      losses: fakeLosses(1000, 3.3, last),
      config: {
        training: {
          steps: 1000,
          learningRate: { schedule: "step", initial: 0.1, milestones: [500], factor: 0.1 },
        },
      },
      evaluations: steps.flatMap((step) =>
        evaluation(step, { val: step <= 500 ? last + 0.1 + (500 - step) / 5000 : last })
      ),
      summary: { final: evaluation(1000, { val: last }) },
    })
  ));
}

test(
  "smoothing neither bends the first steep fall nor lags behind a later one",
  steepReport,
  async (curves) => {
    const { control, minibatch, figure, page } = curves;
    await control("minibatch losses").check();
    await control("spread").check();
    await control("Loss axis").selectOption("outliers");
    await control("log axis").check();
    await drawnAnew(page); // which marks "log loss" where the axis is logarithmic by itself
    await control("log loss").check();
    await drawnAnew(page);
    const curve = new Map(
      (await minibatch(0))!.slice(1).split("L").map((point) =>
        point.split(",").map(Number) as [number, number]
      ),
    );
    const band = figure.locator("[role=img] [fill-opacity='0.12'] path").first();
    const points = (await band.getAttribute("d"))!.match(/-?[\d.]+,-?[\d.]+/g)!
      .map((point) => point.split(",").map(Number));
    const within = [...curve].map(([x, y]) => {
      const edges = points.filter(([at]) => Math.abs(at - x) < 0.15).map(([, y]) => y);
      return edges.length > 0 && y >= Math.min(...edges) - 3 && y <= Math.max(...edges) + 3;
    });
    const share = within.filter(Boolean).length / within.length;
    assert(share > 0.97, `${share} of the curve is within the spread of what it is the mean of`);
  },
);

/** Losses that fall from 27 to 3 within a hundred steps, and once more from step 500 to 700, with little noise. */
function steepReport(): StoredExperiment {
  const losses = Float32Array.from(
    { length: 2000 },
    (_, step) =>
      2.2 + 25 * Math.exp(-step / 20) + Math.max(0, Math.min(1, (700 - step) / 200)) +
      0.05 * Math.sin(12.9898 * step),
  );
  return fakeExperiment([fakeRun({
    losses,
    config: { training: { steps: 2000 } },
    evaluations: [500, 1000, 1500, 2000].flatMap((step) => evaluation(step, { val: 2.2 })),
    summary: { final: evaluation(2000, { val: 2.2 }) },
  })]);
}

/** Lines to compare with that lie close together. */
function closeReport(): StoredExperiment {
  const { dataset } = fakeRun().summary;
  const bigram = { train: 3.28, val: 3.28, test: 3.28 };
  return fakeExperiment([2.1, 2.2].map((last, i) => {
    const { summary, ...run } = ending(`${i}`, last);
    return { ...run, summary: { ...summary, dataset: { ...dataset, bigram } } };
  }));
}

for (
  const report of [bnReport, outliersReport, diedReport, manyReport, droppedReport, closeReport]
) {
  test(`no word in the chart covers another: ${report.name}`, report, async (curves) => {
    const { page, figure, control } = curves;
    const covered = async () => {
      await drawnAnew(page);
      return await figure.locator("[role=img] text:visible").evaluateAll((all) => {
        const boxes = all.filter((one) => one.textContent !== "").map((one) =>
          [one.textContent!, one.getBoundingClientRect()] as const
        );
        // The box of a letter has air above and below.
        const touch = (a: DOMRect, b: DOMRect) =>
          a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom &&
          b.top + 3 < a.bottom;
        return boxes.flatMap(([text, a], i) =>
          boxes.slice(i + 1).filter(([, b]) => touch(a, b)).map(([other]) => `${text} | ${other}`)
        );
      });
    };
    for (const width of [1400, 1000, 380]) {
      await page.setViewportSize({ width, height: 900 });
      for (const fit of ["end", "run", "outliers"]) {
        await control("Loss axis").selectOption(fit);
        assertEquals(await covered(), [], `${width} px, ${fit}`);
      }
    }
  });
}

test(
  "names stand at the ends of the val curves, not of the minibatch losses",
  crossedReport,
  async (curves) => {
    const { figure, page, control, path } = curves;
    for (const width of [1400, 380]) {
      await page.setViewportSize({ width, height: 900 });
      for (const minibatch of [false, true]) {
        await control("minibatch losses").setChecked(minibatch);
        for (const [index, name] of ["low val", "high val"].entries()) {
          const end = heights(await path(index)).at(-1)!;
          const label = figure.locator(".end-label", { hasText: name });
          assertAlmostEquals(Number(await label.getAttribute("y")), end, 1);
        }
      }
    }
  },
);

/** Two of which the one with the lower val loss has the higher minibatch losses. */
function crossedReport(): StoredExperiment {
  return fakeExperiment(
    [["low val", 2.1, 2.4], ["high val", 2.3, 1.9]].map(([variant, val, train]) =>
      fakeRun({
        variant: variant as string,
        losses: fakeLosses(1000, 3.3, train as number),
        config: { training: { steps: 1000 } },
        evaluations: [500, 1000].flatMap((step) => evaluation(step, { val: val as number })),
        summary: { final: evaluation(1000, { val: val as number }) },
      })
    ),
  );
}

test("zoomed, all that is drawn is in the frame, high as it goes", bnReport, async (curves) => {
  const { control, path, minibatch, figure, page } = curves;
  await control("minibatch losses").check();
  await control("spread").check();
  await control("First step shown").fill("12000");
  await control("Last step shown").fill("16000");
  await control("Last step shown").press("Tab");
  const band = async () => {
    await drawnAnew(page);
    const path = await figure.locator("[role=img] [fill-opacity='0.12'] path").first().getAttribute(
      "d",
    );
    return path!.match(/-?[\d.]+,-?[\d.]+/g)!.map((point) => point.split(",").map(Number));
  };
  // Without a strip of learning rates, which are constant here.
  const frame = { left: 46, right: 830, top: 26, bottom: 452 };
  const inView = (points: number[][]) =>
    points.filter(([x]) => x >= frame.left && x <= frame.right).map(([, y]) => y);
  const points = (path: string | null) =>
    path!.slice(1).split("L").map((point) => point.split(",").map(Number));
  const all = [
    ...inView(points(await path(0))),
    ...inView(points(await path(1))),
    ...inView(points(await minibatch(0))),
    ...inView(await band()),
  ];
  assert(Math.min(...all) >= frame.top && Math.max(...all) <= frame.bottom);
  assert(Math.max(...all) - Math.min(...all) > 0.75 * (frame.bottom - frame.top));
});

test(
  "outliers are arrows with their losses, until they are asked for",
  outliersReport,
  async (curves) => {
    const { control, figure, path, page } = curves;
    const labels = async () => {
      await drawnAnew(page);
      return await figure.locator(".end-label").allTextContents();
    };
    const above = async () => (await labels()).filter((label) => label.includes("↑"));
    assertEquals(await above(), ["\u2068hopeless\u2069 ↑ 40.0000", "\u2068far\u2069 ↑ 2.9000"]);
    const apart = async () =>
      Math.abs(heights(await path(0)).at(-1)! - heights(await path(1)).at(-1)!);
    const before = await apart();
    assert(before > 20, `${before}`);
    await control("Loss axis").selectOption("outliers");
    assert(await apart() < before / 5);
    assertEquals(await above(), []);
  },
);

/** A variant whose val losses fall to `last`. */
const ending = (variant: string, last: number) =>
  fakeRun({
    variant,
    losses: fakeLosses(1000, 3.3, last),
    config: { training: { steps: 1000 } },
    evaluations: [250, 500, 750, 1000].flatMap((step) =>
      evaluation(step, { val: last + (1000 - step) / 10_000 })
    ),
    summary: { final: evaluation(1000, { val: last }) },
  });

/** Two that lie close together, one far above them, and one hopeless. */
function outliersReport(): StoredExperiment {
  return fakeExperiment([
    ending("a", 2.1),
    ending("b", 2.11),
    ending("far", 2.9),
    ending("hopeless", 40),
  ]);
}

test("a run that died is labelled where it died", diedReport, async ({ page, figure, plot }) => {
  for (const width of [1400, 380]) {
    await page.setViewportSize({ width, height: 900 });
    await drawnAnew(page);
    const label = figure.locator(".end-label").filter({ hasText: "dead" });
    assertEquals(await label.textContent(), "\u2068dead\u2069 ✕ step 4");
    const { x } = (await label.boundingBox())!, { x: left } = (await plot.boundingBox())!;
    assert(x - left < 46 + 20, `${x - left}`);
  }
});

/** One that trains, and one that died at once. */
function diedReport(): StoredExperiment {
  const dead = fakeRun({
    variant: "dead",
    losses: [3.3, 3.4, 5, 20],
    config: { training: { steps: 1000 } },
    evaluations: evaluation(0, { val: 3.3 }),
    summary: { status: "diverged", final: [] },
  });
  return fakeExperiment([ending("a", 2.1), dead]);
}

test("a legend that goes on below says so, and goes there", manyReport, async (curves) => {
  const { figure, page } = curves;
  const more = figure.getByRole("button", { name: /more rows?$/ });
  assertEquals(await more.textContent(), "↓ 12 more rows");
  while (await more.isVisible()) {
    await more.click();
    await page.waitForTimeout(600);
  }
  assert(await figure.locator(".legend button").last().isVisible());
  assertEquals(await figure.locator(".end-label").last().textContent(), "\u2068v16\u2069 2.0000");
  // The colours as they are seen, in the chart and elsewhere.
  const strokes = await page.locator(".swatch line").evaluateAll((lines) =>
    lines.map((line) => getComputedStyle(line).stroke)
  );
  const table = strokes.slice(0, 20);
  assertEquals(new Set(table).size, 20);
  assertEquals([table[0], table[16]], ["rgb(0, 114, 178)", "rgb(196, 74, 0)"]);
}, { width: 1400 });

/** Twenty variants, of which the first is the baseline and the seventeenth the best. */
function manyReport(): StoredExperiment {
  return fakeExperiment(Array.from({ length: 20 }, (_, i) => {
    const val = i === 16 ? 2 : 2.5 + i / 100;
    return fakeRun({
      variant: `v${i}`,
      evaluations: [1, 2, 3].flatMap((step) => evaluation(step, { val: val + 3 - step })),
      summary: { final: evaluation(3, { val }) },
    });
  }));
}

test("by examples and by time each variant is as long as it took", pacesReport, async (curves) => {
  const { control, labels, path, plot, page, readout, figure } = curves;
  const ends = async () => {
    const all = [await path(0), await path(1)];
    return all.map((path) => Number(path!.split("L").at(-1)!.split(",")[0]));
  };
  const [whole, same] = await ends();
  assertEquals(whole, same);
  await control("Horizontal axis").selectOption("examples");
  const [few, many] = await ends();
  assertAlmostEquals((few - 46) / (many - 46), 0.5, 0.01);
  assert((await labels()).includes("examples seen") && (await labels()).includes("60,000"));
  await control("Horizontal axis").selectOption("time");
  const [fast, slow] = await ends();
  assertAlmostEquals((fast - 46) / (slow - 46), 0.25, 0.01);
  assert((await labels()).includes("training time (s)"));
  await plot.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await plot.boundingBox())!;
  await page.mouse.move(x + width * 0.5, y + height / 2);
  assert(/^at [\d.]+ s$/.test((await readout())[0][0]), (await readout())[0][0]);
  assert((await figure.locator("figcaption").textContent())!.includes("without evaluations"));
  await plot.press("+");
  await drawnAnew(page);
  assert(Number(await control("Last step shown").inputValue()) < 4);
  await control("Horizontal axis").selectOption("steps");
  await drawnAnew(page);
  assertEquals(await control("Last step shown").inputValue(), "1000");
});

/** Two variants whose steps take differently many examples and differently long. */
function pacesReport(): StoredExperiment {
  return fakeExperiment([[32, 1000], [64, 250]].map(([batchSize, stepsPerSecond], i) =>
    fakeRun({
      variant: `${i}`,
      losses: fakeLosses(1000, 3.3, 2.1),
      config: { training: { steps: 1000, batchSize } },
      evaluations: [500, 1000].flatMap((step) =>
        evaluation(step, { val: 3 - step / 1000 + i / 10 })
      ),
      summary: { stepsPerSecond, final: evaluation(1000, { val: 2 + i / 10 }) },
    })
  ));
}

Deno.test(
  needs("without its script the page has the chart too", wanted),
  () =>
    withReport(renderReport(bnReport()), { javaScriptEnabled: false }, async ({ page }) => {
      const box = await page.locator("figure.curves .wide > svg").boundingBox();
      assertAlmostEquals(box!.width / box!.height, 960 / 500, 0.01);
    }),
);
