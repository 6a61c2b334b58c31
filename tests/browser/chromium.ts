/**
 * The browser that tests and pictures of the report are made with: Debian's chromium or Google's.
 *
 * @module
 */
import { type BrowserContext, type BrowserContextOptions, loadPlaywright } from "./playwright.ts";

const PATHS = [
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

/** Where Chromium is and may be started; undefined where it is not. */
export function findChromium(): string | undefined {
  const may = (descriptor: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(descriptor).state === "granted";
  return PATHS.find((path) => {
    if (!may({ name: "run", command: path }) || !may({ name: "read", path })) return false;
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/**
 * Starts Chromium, does `work` in a fresh, offline profile, and leaves nothing behind.
 *
 * @throws {Error} if there is no Chromium
 */
export async function withChromium<T>(
  options: BrowserContextOptions,
  work: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`Found no Chromium among ${PATHS.join(", ")}`);
  // Playwright looks whether it runs under Windows' Linux, in files that Deno only shows with all permissions.
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await loadPlaywright();
  await Deno.mkdir(".cache", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".cache", prefix: "chromium-" });
  try {
    const context = await chromium.launchPersistentContext(folder, {
      ...options,
      executablePath,
      args: ARGS,
      artifactsDir: folder,
      offline: true,
    });
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
