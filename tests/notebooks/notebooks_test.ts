import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";

const ROOT = join(import.meta.dirname!, "../..");

/** A notebook with what its cells gave, executed by Deno's kernel; undefined where there is no Jupyter client. */
async function execute(name: string): Promise<Cell[] | undefined> {
  const python = (...args: string[]) =>
    new Deno.Command("/usr/bin/python3", {
      args,
      env: { JUPYTER_PATH: join(ROOT, ".cache/jupyter") },
    }).output();
  if ((await python("-c", "import nbclient")).code !== 0) return undefined;
  const kernel = join(ROOT, ".cache/jupyter/kernels/deno");
  await Deno.mkdir(kernel, { recursive: true });
  await Deno.writeTextFile(
    join(kernel, "kernel.json"),
    JSON.stringify({
      argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
    }),
  );
  const script = join(import.meta.dirname!, "execute.py");
  const { code, stdout, stderr } = await python(
    script,
    join(ROOT, "notebooks", name),
    join(ROOT, "notebooks"),
  );
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)).cells;
}

interface Cell {
  cell_type: string;
  outputs?: { data?: Record<string, unknown> }[];
}

/** What a cell showed in a form. */
const shown = (cells: Cell[], form: string): string[] =>
  cells.flatMap(({ outputs = [] }) => outputs.flatMap(({ data }) => data?.[form] ?? []))
    .map((text) => Array.isArray(text) ? text.join("") : `${text}`);

Deno.test("Deno's Jupyter kernel runs the notebook, and shows its chart", async () => {
  const cells = await execute("wide.ipynb");
  if (cells === undefined) return console.log("skipped: there is no python3-nbclient");
  const [chart] = shown(cells, "image/svg+xml");
  assertMatch(chart, /^<svg/);
  assert(chart.includes("narrow") && chart.includes("wide"), "the chart names both variants");
  const [answer, samples] = shown(cells, "text/plain");
  assertMatch(answer, /narrow/);
  assertEquals((samples.match(/"[^"]+"/g) ?? []).length, 5, samples);
});
