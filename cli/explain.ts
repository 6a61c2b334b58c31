/**
 * `deno task explain`: prints the layers that an experiment's models stand for.
 *
 * @module
 */
import { layersOf } from "../core/architectures.ts";
import { layerRows, planLayers } from "../core/plan.ts";
import { type Experiment, loadExperiment } from "../runner/config/config.ts";
import { pytorchCode } from "../runner/store/pytorch.ts";
import type { RunConfig } from "../runner/schema/schema.ts";
import { settingOf } from "../runner/config/setting.ts";
import { onePath, parseArguments } from "./arguments.ts";
import { datasetsOf } from "./datasets_of.ts";
import { fromUser, type Host } from "./host.ts";
import { formatTable } from "./table.ts";
import { harmless } from "../conduct/harmless.ts";

/** @returns the exit code */
export async function explainCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional, flag, texts } = parseArguments("explain", args, {
    help: "flag",
    pytorch: "flag",
    set: "texts",
  });
  const typed = onePath("experiment", positional);
  const file = fromUser(host, typed);
  const experiment = await loadExperiment(file, { set: texts("set"), display: typed });
  const datasets = datasetsOf(host, file);
  datasets.expect(experiment.variants.map(({ config }) => config.dataset), { jobs: 1 });
  const tables = new Map<string, string[]>();
  for (const { name, config } of experiment.variants) {
    const { summary } = await datasets.get(config.dataset);
    const show = flag("pytorch") ? pytorchCode : explain;
    const table = show(config, summary.vocabulary.length);
    tables.set(table, [...tables.get(table) ?? [], name]);
  }
  for (const [table, names] of tables) {
    const mark = flag("pytorch") ? "# " : ""; // names have no line breaks
    host.print(`${mark}${titleFor(names, experiment)}\n\n${table}\n`);
  }
  return 0;
}

const titleFor = (names: readonly string[], { variants }: Experiment): string =>
  names.length === variants.length && names.length > 1
    ? `All ${names.length} variants`
    : names.map(harmless).join(", ");

/** A line a layer; those inside another one are indented. */
function explain(config: RunConfig, vocabularySize: number): string {
  const setting = settingOf(config, vocabularySize);
  const layers = layerRows(planLayers(layersOf(config.model, setting), setting));
  const rows = layers.map(({ depth, name, title, input, output, parameters }) => [
    "  ".repeat(depth) + name,
    title,
    input,
    output,
    parameters.toLocaleString("en-US"),
  ]);
  const total = layers.reduce((sum, { parameters }) => sum + parameters, 0);
  return formatTable(["module", "layer", "in", "out", "parameters"], [
    ...rows,
    ["", "all", "", "", total.toLocaleString("en-US")],
  ]);
}
