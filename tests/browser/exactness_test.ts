import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import { fuses } from "../../core/kernels/availability.ts";
import pins from "../core/kernels/pins.json" with { type: "json" };
import { needs } from "../permissions.ts";
import { bundlePins } from "../tools/bundle_pins.ts";
import { findChromium, NEEDS, withChromium } from "./chromium.ts";

/** As a classic script that defines `hashesOf`: a page from file:// has no module workers. */
const bundle = async () => (await bundlePins()).replace(/^export \{[^}]*\};?$/m, "");

const IN_WORKER = `(arithmetic) => new Promise((resolve, reject) => {
  const answer = "onmessage = async ({ data }) => postMessage(await hashesOf(data));";
  const source = new Blob([document.scripts[0].text, answer], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(source));
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(arithmetic);
})`;

const wanted = {
  ...NEEDS,
  run: "deno",
  other: { what: "Chromium and the permission to run it", isThere: findChromium() !== undefined },
};

Deno.test(needs("Chromium, in a page and in a worker, gives the pinned bits", wanted), async () => {
  await Deno.mkdir(".cache", { recursive: true });
  const file = await Deno.makeTempFile({ dir: ".cache", suffix: ".html" });
  try {
    const script = await bundle();
    assert(!script.includes("</script"));
    const html = `<!doctype html><meta charset="utf-8"><script>${script}</script>`;
    await Deno.writeTextFile(file, html);
    await withChromium({}, async (context) => {
      const page = await context.newPage();
      await page.goto(pathToFileURL(file).href);
      for (const arithmetic of ["plain", "exact", "fused"] as const) {
        for (const place of ["hashesOf", IN_WORKER]) {
          const hashes = await page.evaluate(`(${place})("${arithmetic}")`);
          if (arithmetic === "fused" && !fuses()) assertEquals(hashes, null);
          else assertEquals(hashes, pins[arithmetic] as Record<string, string>);
        }
      }
    });
  } finally {
    await Deno.remove(file);
  }
});
