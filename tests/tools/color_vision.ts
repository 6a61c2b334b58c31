/**
 * Writes pictures of a report as readers see it who lack one kind of cone, to be looked at:
 *
 *     deno run -A tests/tools/color_vision.ts results/bn/report.html .cache/bn [width] [light | dark] [height of a piece]
 *
 * makes .cache/bn-deuteranopia-0.png and so on. The matrices are those of Machado, Oliveira and Fernandes (2009, "A
 * Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1), applied to linear RGB.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { endChromium, withChromium } from "../browser/chromium.ts";

const MATRICES = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** In the page: a PNG as it is seen by a matrix. */
const SEEN = `async ([png, matrix]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const picture = drawing.getImageData(0, 0, image.width, image.height), { data } = picture;
  const linear = Float64Array.from({ length: 256 }, (_, v) => {
    const x = v / 255;
    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  });
  const gamma = (x) => 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
  for (let i = 0; i < data.length; i += 4) {
    const rgb = [linear[data[i]], linear[data[i + 1]], linear[data[i + 2]]];
    matrix.forEach((row, k) => {
      const x = row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2];
      data[i + k] = gamma(Math.min(1, Math.max(0, x)));
    });
  }
  drawing.putImageData(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return bytes.toBase64 ? bytes.toBase64() : btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}`;

const [report, prefix, width = "1400", colorScheme = "light", height = "1500"] = Deno.args;
if (!report || !prefix || !/^(light|dark)$/.test(colorScheme)) {
  console.error("Usage: color_vision.ts <report.html> <prefix> [width] [light | dark] [height]");
  Deno.exit(2);
}
const path = (typed: string) => resolve(Deno.env.get("INIT_CWD") ?? ".", typed);
const viewport = { width: Number(width), height: 900 };
await withChromium(
  { viewport, colorScheme: colorScheme as "light" | "dark" },
  async (context) => {
    const page = await context.newPage(), canvas = await context.newPage();
    await page.goto(pathToFileURL(path(report)).href);
    await page.evaluate(
      `document.querySelectorAll("details.fold").forEach((one) => one.open = true)`,
    );
    await page.waitForTimeout(500);
    const end = await page.evaluate<number>("document.documentElement.scrollHeight");
    for (let y = 0, i = 0; y < end; y += Number(height), i++) {
      const clip = { x: 0, y, width: viewport.width, height: Math.min(Number(height), end - y) };
      const png = await page.screenshot({ fullPage: true, clip });
      for (const [name, matrix] of Object.entries(MATRICES)) {
        const seen = await canvas.evaluate<string>(
          `(${SEEN})(${JSON.stringify([png.toString("base64"), matrix])})`,
        );
        await Deno.writeFile(path(`${prefix}-${name}-${i}.png`), Uint8Array.fromBase64(seen));
      }
    }
  },
);
await endChromium();
