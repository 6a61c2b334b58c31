import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "./playwright.ts";
import { join } from "node:path";
import { run, runFolder, type TestHost, withHost, writeTiny } from "../cli/host.ts";
import { needs } from "../permissions.ts";
import { branches } from "../reports/examples.ts";
import { unfold, violations } from "./axe.ts";
import { wanted, withReport } from "./open.ts";

/** Models to play with, at most four a page, so that all are shown at once. */
const PAGES: Record<string, Record<string, unknown>> = {
  "perceptrons, hierarchies and tables": {
    mlp: { kind: "mlp", hiddenSizes: [12] },
    wavenet: { kind: "wavenet", embeddingSize: 4, hiddenSize: 8 },
    bigram: { kind: "bigram" },
    bow: { kind: "bow", embeddingSize: 8, hiddenSize: 8 },
  },
  "recurrent networks and attention": {
    rnn: { kind: "rnn", embeddingSize: 4, hiddenSize: 8 },
    gru: { kind: "gru", embeddingSize: 4, hiddenSize: 8 },
    lstm: { kind: "lstm", embeddingSize: 4, hiddenSize: 8 },
    transformer: { kind: "transformer", embeddingSize: 8, blocks: 2, heads: 2, dropout: 0.1 },
  },
  "layers, one behind the other": {
    branches,
    convolution: {
      kind: "sequential",
      layers: [
        { type: "embedding", size: 4 },
        { type: "conv1d", size: 8, dilation: 2 },
        { type: "layerNorm" },
        { type: "leakyRelu" },
        { type: "dropout", p: 0.2 },
        { type: "last" },
        { type: "linear" },
      ],
    },
  },
};

/** What the page offers for each, besides the rate, the batch size, the optimizer's numbers and the seed. */
const OFFERED: Record<string, string[]> = {
  mlp: ["Batch norm", "Scale of hidden weights"],
  bigram: [],
  transformer: ["Dropout", "Scale of hidden weights"],
  convolution: ["Dropout", "Scale of hidden weights"],
};
const USUAL = ["Start from", "Learning rate", "Batch size", "Momentum", "Weight decay"];

/** Runs an experiment with these models. */
async function withRuns(
  models: Record<string, unknown>,
  work: (host: TestHost, html: string) => Promise<void>,
): Promise<void> {
  await withHost(async (host) => {
    const variants = Object.fromEntries(
      Object.entries(models).map(([name, model]) => [name, { model }]),
    );
    await writeTiny(host, {
      dataset: { source: "first-names", first: 500, contextLength: 8 },
      model: { kind: "bigram" },
      training: { steps: 40 },
      inspections: { count: 2 },
      variants,
    });
    assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
    await work(host, await Deno.readTextFile(join(host.folder, "results/tiny/report.html")));
  });
}

/** Trains in the page, and gives what it says then. */
async function train(page: Page): Promise<string> {
  const status = page.locator(".train-here [role=status]");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await status.filter({ hasText: /steps in|stopped|diverged|could not/ }).waitFor();
  return (await status.textContent())!;
}

for (const [what, models] of Object.entries(PAGES)) {
  Deno.test(
    needs(`${what}: looked into, drawn, sampled, and trained in the page to the same bits`, wanted),
    () =>
      withRuns(models, async (host, html) => {
        await withReport(
          html,
          { viewport: { width: 380, height: 800 } },
          async ({ page, wrong }) => {
            const names = Object.keys(models);
            assertEquals(await page.locator("#inside").count(), 1);
            assertEquals(await page.locator(".network").count(), names.length);
            // The page's samples are those of the command.
            await page.getByRole("button", { name: "Clear" }).click();
            for (const [i, name] of names.entries()) {
              host.printed = "";
              const options = ["--count", "5", "--seed", "42"];
              assertEquals(await run(host, "sample", runFolder(host, name), ...options), 0);
              const samples = page.locator(".talk .column").nth(i).locator("li bdi");
              const [first, ...others] = host.printed.trim().split("\n");
              await samples.first().filter({ hasText: first }).waitFor();
              assertEquals((await samples.allTextContents()).slice(1, 5), others, name);
            }
            for (const name of names) {
              await page.getByLabel("Start from").selectOption(name);
              const labels =
                (await page.locator(".train-here .field:visible label").allTextContents())
                  .map((label) => label.trim());
              if (name in OFFERED) {
                assertEquals(labels, [...USUAL, ...OFFERED[name], "Seed", "Steps"], name);
              }
              assertMatch(
                await train(page),
                /Its first 40 losses are the same bits as the stored run’s\./,
                name,
              );
            }
            // A setting that only some have.
            const last = names.at(-1)!;
            if (OFFERED[last]?.includes("Dropout")) {
              await page.getByLabel("Dropout", { exact: true }).selectOption("0.5");
              await page.getByLabel("Scale of hidden weights").selectOption("2");
              assertMatch(await train(page), /^run \d: 40 steps in/);
              assertMatch(
                (await page.locator(".train-here tbody").textContent())!,
                /dropout 0.5, init × 2/,
              );
            }
            await unfold(page);
            assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 380);
            assertEquals(await violations(page), []);
            assertEquals(wrong, []);
          },
        );
      }),
  );
}
