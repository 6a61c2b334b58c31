/**
 * In every experiment that comes with handgrad the labels of the chart stand in the order that the verdict is made
 * from.
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { run, type TestHost, withHost } from "../cli/host.ts";
import { needs } from "../permissions.ts";
import { wanted, withReport } from "./open.ts";

const EXPERIMENTS = ["bn", "init", "lr"];

for (const name of EXPERIMENTS) {
  Deno.test(needs(`the labels of ${name} stand in the order of its losses`, wanted), async () => {
    await withHost(async (host: TestHost) => {
      const file = join(import.meta.dirname!, `../../experiments/${name}.json`);
      const settings = [
        "training.steps=1000",
        "evaluation.count=4",
        "seeds=[1]",
        "repeats=2",
        'dataset.source="first-names"',
        'expect=["final.val > 0"]', // its own are of all steps
      ];
      const code = await run(host, "run", file, ...settings.flatMap((set) => ["--set", set]));
      assertEquals(code, 0, host.complained);
      const results = join(host.folder, "results", name);
      const losses = await finalLosses(results);
      const html = await Deno.readTextFile(join(results, "report.html"));
      for (const width of [1400, 380]) {
        await withReport(html, { viewport: { width, height: 900 } }, async ({ page, wrong }) => {
          const labels = await page.locator("figure.curves .end-label").all();
          const seen = await Promise.all(labels.map(async (label) => ({
            text: (await label.textContent())!.replace(/[\u2068\u2069…].*$|^\u2068/gu, ""),
            y: (await label.boundingBox())!.y,
          })));
          assertEquals(seen.length, losses.size);
          const byHeight = seen.toSorted((a, b) => a.y - b.y).map(({ text }) =>
            [...losses.keys()].find((variant) => variant.startsWith(text))!
          );
          const values = byHeight.map((variant) => losses.get(variant)!);
          assert(values.every((loss, i) => i === 0 || loss <= values[i - 1]), byHeight.join());
          assertEquals(wrong, []);
        });
      }
    });
  });
}

/** Each variant's mean val loss over the whole split after the last step, from the files of its runs. */
async function finalLosses(folder: string): Promise<Map<string, number>> {
  const all = new Map<string, number[]>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory || name === "datasets") continue;
    const { variant, final } = JSON.parse(
      await Deno.readTextFile(join(folder, name, "summary.json")),
    );
    type Row = { split: string; statistics: string; loss: number };
    const { loss } = final.find(({ split, statistics }: Row) =>
      split === "val" && ["none", "running"].includes(statistics)
    );
    all.set(variant, [...all.get(variant) ?? [], loss]);
  }
  return new Map([...all].map(([variant, [a, b]]) => [variant, (a + b) / 2]));
}
