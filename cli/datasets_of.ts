import { dirname } from "node:path";
import { Datasets } from "../conduct/datasets.ts";
import type { RunConfig } from "../runner/schema/schema.ts";
import { fromUser, type Host } from "./host.ts";

/**
 * The datasets of an experiment, or of any file whose folder paths start from. What its reader must know is said
 * loudly.
 */
export function datasetsOf(host: Host, file: string): Datasets {
  const namesFolder = host.namesFolder();
  return new Datasets({
    base: dirname(file),
    cache: host.cache(),
    namesFolder: namesFolder && fromUser(host, namesFolder),
    onNotice: (notice) => host.complain(`\nNOTE: ${notice}\n\n`),
  });
}

/**
 * What a run was trained on, as its config names it, or what stood in where names.txt could not be had.
 *
 * @param name as its summary has it
 */
export const trainedOn = ({ dataset }: RunConfig, name: string): RunConfig["dataset"] => {
  const stoodIn = dataset.source === "names" && name === "first-names";
  return stoodIn ? { ...dataset, source: name } : dataset;
};
