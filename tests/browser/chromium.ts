/**
 * The browser that tests and pictures of the report are made with: Debian's chromium-headless-shell or chromium, or
 * Google's.
 *
 * @module
 */
import { PATIENCE } from "./patience.ts";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  loadPlaywright,
} from "./playwright.ts";

/** Chromium's engine without its windows, which opens a page at a third of the work. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";
/** As readers have it. */
const WHOLE = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Without first-run pages and without a word to any server. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What must be granted besides reading. */
export const NEEDS = { read: true, write: ".cache", env: true } as const;

/** How a context of it is made. */
export interface ChromiumOptions extends BrowserContextOptions {
  /** As readers have it, with all that belongs to its windows, instead of its engine alone; default: false. */
  whole?: boolean;
}

const placesOf = (whole = false): string[] => whole ? WHOLE : [HEADLESS_SHELL, ...WHOLE];

/** Where Chromium is and may be started; undefined where it is not. */
export function findChromium({ whole = false }: ChromiumOptions = {}): string | undefined {
  const may = (descriptor: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(descriptor).state === "granted";
  return placesOf(whole).find((path) => {
    if (!may({ name: "run", command: path }) || !may({ name: "read", path })) return false;
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** A browser that is running, and what ends it. */
interface Running {
  browser: Browser;
  end(): Promise<void>;
}

/** By where they are. */
const running = new Map<string, Promise<Running>>();

/** Starts Chromium with a profile of its own in .cache. */
async function start(executablePath: string): Promise<Running> {
  // Playwright looks whether it runs under Windows' Linux, in files that Deno only shows with all permissions.
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await loadPlaywright();
  await Deno.mkdir(".cache", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".cache", prefix: "chromium-" });
  const first = await chromium.launchPersistentContext(folder, {
    executablePath,
    args: ARGS,
    artifactsDir: folder,
    offline: true,
  });
  return {
    browser: first.browser()!,
    async end() {
      await first.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Ends Chromium where it has been started. */
export async function endChromium(): Promise<void> {
  const started = [...running.values()];
  running.clear();
  for (const one of started) await (await one).end();
}

// A module of tests has one of each; without tests, whoever has it started ends it.
Deno.test.afterAll?.(endChromium);

/**
 * Does `work` in a fresh, offline context of Chromium: no page, storage or cache is shared with another. Chromium
 * itself is started once and goes on running until {@linkcode endChromium}.
 *
 * @throws {Error} if there is no Chromium
 */
export async function withChromium<T>(
  { whole, ...options }: ChromiumOptions,
  work: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const path = findChromium({ whole });
  if (path === undefined) throw new Error(`Found no Chromium among ${placesOf(whole).join(", ")}`);
  if (!running.has(path)) running.set(path, start(path));
  const { browser } = await running.get(path)!;
  const context = await browser.newContext({ ...options, offline: true });
  context.setDefaultTimeout(PATIENCE);
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}
