/**
 * Bundles reports/script/main.ts into reports/page_script.ts, which is what goes into a page: `deno task bundle`. With `--check` it
 * only says whether that file is still what the bundle gives.
 *
 * @module
 */
const TARGET = "reports/page_script.ts";

/** The text of reports/page_script.ts. @throws Error where the bundler fails */
export async function bundleScript(): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "bundle",
      "--lock=deno.lock",
      "--quiet",
      "--minify",
      "--platform=browser",
      "reports/script/main.ts",
    ],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const script = new TextDecoder().decode(stdout).trim().replaceAll("</script", "<\\/script");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  const page = { text: script, sha256: new Uint8Array(digest).toBase64() };
  return `/** reports/script/main.ts and all that it imports, made by \`deno task bundle\`. */
import type { PageScript } from "./document.ts";

export const PAGE_SCRIPT: PageScript = ${JSON.stringify(page, null, 2)};
`;
}

if (import.meta.main) {
  const text = await bundleScript();
  if (!Deno.args.includes("--check")) await Deno.writeTextFile(TARGET, text);
  else if (text !== await Deno.readTextFile(TARGET)) {
    console.error(`${TARGET} is stale: run deno task bundle`);
    Deno.exit(1);
  }
}
