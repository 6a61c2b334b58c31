import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { withChromium } from "../browser/chromium.ts";
const [report, out, width = "1280", scheme = "light", piece = "1800"] = Deno.args;
await withChromium({ viewport: { width: Number(width), height: 900 }, colorScheme: scheme as "light", deviceScaleFactor: 1 }, async (context) => {
  const page = await context.newPage();
  const t = performance.now();
  page.on("console", (m) => console.log("console:", m.text()));
  page.on("pageerror", (e) => console.log("error:", e.message));
  await page.goto(pathToFileURL(resolve(report)).href);
  await page.waitForTimeout(700);
  const h = await page.evaluate("document.documentElement.scrollHeight") as number;
  console.log("height", h, "ms", Math.round(performance.now() - t));
  const p = Number(piece);
  for (let y = 0, i = 0; y < h; y += p, i++) {
    await Deno.writeFile(`${out}-${i}.png`, await page.screenshot({ fullPage: true, clip: { x: 0, y, width: Number(width), height: Math.min(p, h - y) } }));
  }
});
