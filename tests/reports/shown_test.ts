import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { renderPage, renderReport } from "../../reports/page.ts";
import { dataText, encodeData, pageData } from "../../reports/page_data.ts";
import { ratios } from "../../reports/inside/ratios.ts";
import { fewUpdates, MAX_UPDATES, showRuns, unpackShown } from "../../reports/shown.ts";
import { bnReport, hostileReport } from "./examples.ts";
import { fakeExperiment, fakeInspection, fakeRun, fakeUpdates } from "./fake.ts";

const look = fakeInspection({ samples: ["anna"], inTraining: [true] });
const looked = (variant: string, seed = 1) =>
  fakeRun({
    variant,
    seed,
    inspections: [look, { ...look, step: 3, samples: ["emma"] }],
    updates: fakeUpdates(look, [0, 1, 2]),
  });

Deno.test("a page is drawn from what it holds, and gives itself again", () => {
  for (
    const reports of [[bnReport(100)], [hostileReport()], [bnReport(50), hostileReport()], [
      fakeExperiment([looked("a", 1), looked("a", 2), looked("b", 1)]),
    ], [fakeExperiment([])]]
  ) {
    const page = renderReport(...reports);
    assert(renderPage(dataText(page)!) === page);
  }
});

Deno.test("what the data say is what the page shows", () => {
  const report = bnReport(100);
  const data = pageData([report]);
  const before = renderPage(encodeData(data));
  data.experiments[0].runs[0].config.training.batchSize = 33;
  const after = renderPage(encodeData(data));
  assert(!before.includes("&quot;batchSize&quot;: 33"));
  assert(after.includes("&quot;batchSize&quot;: 33"));
});

Deno.test("what is packed comes back, but for what no page shows", () => {
  const runs = [looked("a", 1), looked("a", 2), looked("b", 1)];
  const report = fakeExperiment(runs, { title: "T", comment: "C" });
  const [back] = unpackShown(JSON.parse(encodeData(pageData([report]))));
  const { texts: _, runs: __, ...rest } = report;
  const { runs: shown, ...backRest } = back;
  assertEquals(backRest, rest);
  assertEquals(shown, JSON.parse(JSON.stringify(showRuns(runs))));
  assertEquals(shown.map(({ summary }) => summary), runs.map(({ summary }) => summary));
  assertEquals(shown.map(({ config }) => config), runs.map(({ config }) => config));
  assertEquals(shown[0].inspections, runs[0].inspections);
  // Of a further seed only its last samples.
  assertEquals(shown[1].inspections.map(({ layers, samples }) => [layers, samples]), [
    [[], []],
    [[], ["emma"]],
  ]);
  assertEquals(shown[1].updates, []);
});

Deno.test("updates become few, and keep the means of their ratios", () => {
  const rows = Array.from({ length: 200 }, (_, step) => ({
    step,
    parameter: "W1",
    data: 2,
    gradient: step === 1 ? 0 : 0.2,
    update: step % 2 ? 2e-2 : 2e-4,
  }));
  const few = fewUpdates(rows, 200);
  assert(few.length <= MAX_UPDATES && few.length > MAX_UPDATES / 2);
  assertAlmostEquals(Math.log10(few[0].gradient), -1, 1e-3);
  // The first rows alone give the first of the few.
  assertEquals(fewUpdates(rows.slice(0, 30), 200), few.slice(0, 10));
  const run = fakeRun({ updates: few });
  assertEquals(ratios(run, "W1", "update").length, few.length);
  const ratioOf = (...some: { update: number; data: number }[]) => {
    const updates = fewUpdates(some.map((one, step) => ({ ...rows[0], ...one, step })), 200);
    return ratios(fakeRun({ updates }), "W1", "update").map(({ ratio }) => ratio);
  };
  assertEquals(ratioOf({ update: 0, data: 0 }), [NaN]);
  assertEquals(ratioOf({ update: 0, data: 2 }, { update: 0, data: 0 }), [NaN]);
  // Exactly 0 is not the same.
  assertEquals(ratioOf({ update: 0, data: 2 }, { update: 0, data: 1 }), [-Infinity]);
  assertEquals(ratioOf({ update: 0, data: 2 }, { update: 0.02, data: 2 }), [-2]);
});

Deno.test("damaged data give no page", () => {
  const data = pageData([bnReport(10)]);
  for (const shown of ["", "%", btoa("no gzip"), data.shown.slice(0, 100)]) {
    assertThrows(() => renderPage(encodeData({ ...data, shown })));
  }
});
