/**
 * Bundles the scripts of pages, reports/script/main.ts of reports and reports/script/lesson/main.ts of the lesson, into
 * reports/page_script.ts and reports/lesson_script.ts, which is what goes into a page: `deno task bundle`. With
 * `--check` it only says whether those files are still what the bundle gives.
 *
 * @module
 */

/** A page's script, and the module that holds it. */
interface Bundle {
  entry: string;
  target: string;
  name: string;
}

export const BUNDLES: readonly Bundle[] = [
  { entry: "reports/script/main.ts", target: "reports/page_script.ts", name: "PAGE_SCRIPT" },
  {
    entry: "reports/script/lesson/main.ts",
    target: "reports/lesson_script.ts",
    name: "LESSON_SCRIPT",
  },
];

/** The text of a script's module. @throws Error where the bundler fails */
export async function bundleScript({ entry, name }: Bundle): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["bundle", "--lock=deno.lock", "--quiet", "--minify", "--platform=browser", entry],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const script = new TextDecoder().decode(stdout).trim().replaceAll("</script", "<\\/script");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  const page = { text: script, sha256: new Uint8Array(digest).toBase64() };
  return `/** ${entry} and all that it imports, made by \`deno task bundle\`. */
import type { PageScript } from "./document.ts";

export const ${name}: PageScript = ${JSON.stringify(page, null, 2)};
`;
}

if (import.meta.main) {
  for (const bundle of BUNDLES) {
    const text = await bundleScript(bundle);
    if (!Deno.args.includes("--check")) await Deno.writeTextFile(bundle.target, text);
    else if (text !== await Deno.readTextFile(bundle.target).catch(() => "")) {
      console.error(`${bundle.target} is stale: run deno task bundle`);
      Deno.exitCode = 1;
    }
  }
}
