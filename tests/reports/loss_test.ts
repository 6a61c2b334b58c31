import { assert, assertEquals } from "@std/assert";
import { lossSection } from "../../reports/loss.ts";
import { FIRST_VIEW } from "../../reports/charts/curve_view.ts";
import { lossCaption } from "../../reports/charts/loss_caption.ts";
import { curveData } from "../../reports/charts/curve_data.ts";
import { variantsOf } from "../../reports/rows.ts";
import { parse, texts } from "./dom.ts";
import { evaluation, fakeLosses, fakeRun } from "./fake.ts";

const page = (...runs: ReturnType<typeof fakeRun>[]) =>
  parse(lossSection(variantsOf(runs), curveData(runs)));

Deno.test("the chart comes with a legend, a caption and its content in words", () => {
  const document = page(fakeRun(), fakeRun({ variant: "other" }));
  assertEquals(texts(document, ".legend li"), ["plain", "other"]);
  const label = document.querySelector("[role=img]")!.getAttribute("aria-label")!;
  assert(label.includes("training loss from 3.2500 to 2.9996 in 3 steps, last val loss 2.6000"));
  assertEquals(document.querySelectorAll("[role=img] > div > svg[aria-hidden=true]").length, 2);
});

Deno.test("the caption explains only what the chart shows", () => {
  const caption = (...runs: ReturnType<typeof fakeRun>[]) =>
    texts(page(...runs), "figcaption").join();
  const plain = caption(fakeRun());
  for (const word of ["batch norm", "diverged", "seeds", "logarithmic", "Above", "drops"]) {
    assertEquals(plain.includes(word), false, word);
  }
  assert(plain.includes("Dashed: the loss over the whole val split."));
  const trainOnly = fakeRun({ evaluations: evaluation(0, { train: 3 }) });
  assertEquals(caption(trainOnly).includes("val"), false);
  const batchNorm = fakeRun({ evaluations: evaluation(0, { val: 3 }, "running") });
  assert(caption(batchNorm).includes("batch norm with its running statistics"));
  assert(
    caption(fakeRun({ summary: { status: "diverged" } })).includes("✕: training diverged here"),
  );
  assert(caption(fakeRun({ seed: 1 }), fakeRun({ seed: 2 })).includes("Thin lines: single seeds."));
});

Deno.test("the caption says why there are no ranges", () => {
  const caption = (...names: string[]) =>
    texts(page(...names.map((variant, i) => fakeRun({ variant, seed: i }))), "figcaption").join();
  const why = "Ranges are shown for up to 4 runs of one seed each: hide some.";
  assert(caption("a", "b", "c", "d").includes("Shaded:"));
  assert(!caption("a", "b", "c", "d").includes(why));
  assert(caption("a", "b", "c", "d", "e").includes(why));
  assert(caption("a", "a").includes(why));
});

Deno.test("the caption says that all runs are hidden", () => {
  const data = curveData([fakeRun()]);
  assertEquals(lossCaption(data, { ...FIRST_VIEW, hidden: new Set([0]) }), "All runs are hidden.");
});

Deno.test("losses that the chart leaves out are told", () => {
  const losses = fakeLosses(10_000, 3.3, 2, 0);
  losses[0] = 27.9, losses[1] = 12;
  const run = fakeRun({ losses, config: { training: { steps: 10_000 } } });
  const caption = texts(page(run), "figcaption").join();
  assert(caption.includes("Above the chart: plain: 2 steps, up to 27.9000 at step 0."), caption);
});
