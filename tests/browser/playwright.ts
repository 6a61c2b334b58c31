/**
 * Playwright, which drives Chromium.
 *
 * @module
 */
// The packages in deno.json are downloaded by everyone who trains; what only tests need is named where it is used.
export type * from "npm:playwright-core@1.65.1";

/** Loads it only once there is a browser to drive. */
export async function loadPlaywright() {
  // deno-lint-ignore no-import-prefix
  return await import("npm:playwright-core@1.65.1");
}
