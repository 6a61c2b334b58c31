import { assert } from "@std/assert";

/** The pinned runs and all that they need, as one module that exports `hashesOf`. */
export async function bundlePins(): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["bundle", "--quiet", "--platform=browser", "tests/core/kernels/pinned_runs.ts"],
  }).output();
  assert(code === 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
