/**
 * Opening reports in tests, from their file and offline.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions, Page } from "./playwright.ts";
import { type ChromiumOptions, findChromium, NEEDS, withChromium } from "./chromium.ts";

/** What every test in Chromium needs. */
export const wanted = {
  ...NEEDS,
  other: { what: "Chromium and the permission to run it", isThere: findChromium() !== undefined },
};

/** An opened page. */
export interface Opened {
  page: Page;
  /** Its own address. */
  own: string;
  /** What went wrong: words on the console, errors, dialogs. */
  wrong: string[];
  /** The addresses that it asked for. */
  requests: string[];
}

/** Writes a report into a file, opens it in a fresh Chromium, and does `work`. */
export async function withReport<T>(
  html: string,
  options: ChromiumOptions,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  await Deno.mkdir(".cache", { recursive: true });
  const file = await Deno.makeTempFile({ dir: ".cache", suffix: ".html" });
  const own = pathToFileURL(file).href;
  try {
    await Deno.writeTextFile(file, html);
    return await withChromium(options, async (context) => {
      const page = await context.newPage(), wrong: string[] = [], requests: string[] = [];
      page.on("console", (message) => wrong.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
      page.on("dialog", (dialog) => wrong.push(`dialog: ${dialog.message()}`));
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(own, { waitUntil: "load" });
      await page.waitForTimeout(200);
      return await work({ page, own, wrong, requests });
    });
  } finally {
    await Deno.remove(file);
  }
}

const viewport = (width: number) => ({ viewport: { width, height: 800 } });
export const WIDE: BrowserContextOptions = viewport(1280);
export const NARROW: BrowserContextOptions = viewport(360);
