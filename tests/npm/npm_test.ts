import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runExperiment } from "../../mod.ts";
import { withChromium } from "../browser/chromium.ts";

const ROOT = join(import.meta.dirname!, "../..");
const CONSUMER = join(ROOT, ".cache/npm/consumer");
/** Texts here, since the modules in them are the package's. */
const FILES = ["use.mjs", "node.mjs", "page.mjs", "types.mts"];

async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args, cwd }).output();
  const [printed, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, `${command} ${args.join(" ")}:\n${printed}${complained}`);
  return printed;
}

/** An empty project with the package, as npm installs it, and what a user needs besides. */
async function install(): Promise<void> {
  await run("deno", ["task", "-q", "npm"], ROOT);
  await Deno.remove(CONSUMER, { recursive: true }).catch(() => {});
  await Deno.mkdir(CONSUMER, { recursive: true });
  const packed = await run(
    "npm",
    ["pack", "--silent", "--pack-destination", CONSUMER],
    join(
      ROOT,
      ".cache/npm/package",
    ),
  );
  const manifest = { name: "consumer", private: true, type: "module" };
  await Deno.writeTextFile(join(CONSUMER, "package.json"), JSON.stringify(manifest));
  const wanted = [`./${packed.trim()}`, "esbuild@0.28.2", "typescript@5.9.3"];
  await run("npm", ["install", "--no-audit", "--no-fund", ...wanted], CONSUMER);
  for (const file of FILES) {
    const from = join(import.meta.dirname!, "consumer", `${file}.txt`);
    await Deno.writeTextFile(
      join(CONSUMER, file),
      await Deno.readTextFile(from),
    );
  }
}

/** What Deno makes of the consumer's experiment. */
async function expected() {
  const text = await Deno.readTextFile(join(import.meta.dirname!, "consumer/use.mjs.txt"));
  const [, written] = /EXPERIMENT = (\{.*?\n\});/s.exec(text)!;
  const { experiment, answer } = await runExperiment(new Function(`return ${written}`)(), {
    results: null,
  });
  return {
    answer,
    hashes: experiment!.runs.map(({ summary }) => summary.hashes),
    samples: experiment!.runs.map(({ summary }) => summary.samples),
  };
}

Deno.test("the npm package trains, checks, samples and draws, with Deno's bits", async (t) => {
  await install();
  const wanted = await expected();
  const check = ({ checks, svg, ...used }: Record<string, unknown>, more: object = {}) => {
    assertEquals(used, { ...wanted, ...more });
    assertEquals([...new Set(checks as boolean[])], [true]);
    assertEquals(svg, true);
  };
  await t.step("in Node", async () => {
    const { drawn, ...used } = JSON.parse(await run("node", ["node.mjs"], CONSUMER));
    assertEquals(drawn.map((text: string) => text.slice(0, 2)), ["em", "em", "em"]);
    check(used, { states: ["cached", "cached"], isSamePage: true });
  });
  await t.step("in a page that esbuild makes", async () => {
    const esbuild = join(CONSUMER, "node_modules/.bin/esbuild");
    const script = await run(esbuild, ["page.mjs", "--bundle", "--format=esm"], CONSUMER);
    const page = join(CONSUMER, "page.html");
    await Deno.writeTextFile(
      page,
      `<!doctype html><meta charset="utf-8"><body><script type="module">${
        script.replaceAll("</script", "<\\/script")
      }</script>`,
    );
    await withChromium({}, async (context) => {
      const tab = await context.newPage();
      await tab.goto(pathToFileURL(page).href);
      await tab.waitForFunction(() => "used" in globalThis);
      check(
        await tab.evaluate(() => (globalThis as unknown as { used: Record<string, unknown> }).used),
      );
      await tab.frameLocator("iframe").getByRole("heading", { level: 1, name: "Tiny" }).waitFor();
    });
  });
  await t.step("with types", async () => {
    const tsc = join(CONSUMER, "node_modules/typescript/bin/tsc");
    const options =
      "--noEmit --strict --module nodenext --target es2022 --lib esnext,dom types.mts";
    await run("node", [tsc, ...options.split(" ")], CONSUMER);
  });
});
