/**
 * Writes a picture of a report:
 *
 *     deno task screenshot results/bn/report.html .cache/bn.png [width] [light | dark] [height]
 *
 * Without a height it shows the whole page.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { endChromium, withChromium } from "../browser/chromium.ts";

const [report, picture, width = "1280", colorScheme = "light", height] = Deno.args;
const isNumber = (text = "1") => Number(text) > 0;
if (
  !report || !picture || !isNumber(width) || !isNumber(height) ||
  !/^(light|dark)$/.test(colorScheme)
) {
  console.error(
    "Usage: deno task screenshot <report.html> .cache/<picture.png> [width] [light | dark] [height]\n" +
      "Pictures go to .cache: the task may write nowhere else.",
  );
  Deno.exit(2);
}
/** Relative paths are meant from where the task was called. */
const path = (typed: string) => resolve(Deno.env.get("INIT_CWD") ?? ".", typed);
const options = {
  viewport: { width: Number(width), height: Number(height ?? 800) },
  colorScheme: colorScheme as "light" | "dark",
  deviceScaleFactor: 2,
};
await withChromium(options, async (context) => {
  const page = await context.newPage();
  await page.goto(pathToFileURL(path(report)).href);
  await Deno.writeFile(path(picture), await page.screenshot({ fullPage: height === undefined }));
});
await endChromium();
console.log(`Wrote ${picture}`);
