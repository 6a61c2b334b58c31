/**
 * What a run is trained on again: the text that its config names or, where that is not to be had, the lines that were
 * kept.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import type { PageData } from "../reports/page_contract.ts";
import type { Claim } from "../runner/checks/claims.ts";
import { checkSize } from "../runner/config/config_checks.ts";
import type { Dataset } from "../runner/data/dataset.ts";
import { InputError } from "../runner/errors.ts";
import { isSameJson } from "../runner/sorted_json.ts";
import { datasetOf } from "../runner/data/load_dataset.ts";
import { type Verdict, verifyDataset } from "../runner/checks/verify.ts";
import type { Datasets } from "../conduct/datasets.ts";
import { trainedOn } from "./datasets_of.ts";

/** A run's dataset; `instead` says why it was built from the lines that were kept. */
export interface FoundDataset {
  dataset: Dataset;
  instead?: string;
}

/**
 * @param places where paths may start, the likeliest first
 * @param kept the lines that a page or a folder keeps of the run's text
 */
export async function datasetFor(
  claim: Claim,
  places: readonly Datasets[],
  kept: readonly string[] | undefined,
): Promise<FoundDataset | Verdict> {
  const { config, dataset: { name, sha256, content } } = claim;
  const asked = trainedOn(config, name);
  let problem: string | undefined, other: Verdict | undefined;
  try {
    for (const datasets of places) {
      try {
        const dataset = checked(claim, await datasets.get(asked));
        const wrong = verifyDataset(claim, dataset);
        if (wrong === null) return { dataset };
        other ??= wrong;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problem ??= error.message;
      }
    }
    const why = other === undefined ? problem! : `${name} is another text by now`;
    if (kept !== undefined) {
      const lines = [...kept];
      const dataset = checked(
        claim,
        datasetOf({ name, lines, sha256, content }, config.dataset),
      );
      return { dataset, instead: why };
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problem = error.message;
  }
  if (other !== undefined) return other;
  const hint = typeof asked.source === "string"
    ? ""
    : "; --data names the folder that its path starts from, and its lines were not kept: a report holds those of a text of up to 1 MB";
  return { result: "not compared", text: problem + hint };
}

function checked({ config }: Claim, dataset: Dataset): Dataset {
  const [problem] = checkSize(config, dataset.summary.vocabulary.length, dataset.train.count);
  if (problem) throw new InputError(`${problem.path.join(".")} ${problem.message}`);
  return dataset;
}

/** No page's text unpacks to more. */
const MAX_TEXT = 2 ** 26; // bytes

/**
 * The lines that a page holds of each run's text, in the runs' order; undefined where it holds none.
 *
 * @param text JSON, as `PageData`
 */
export function keptLines(text: string): (string[] | undefined)[] {
  const { experiments, texts }: PageData = JSON.parse(text);
  const unpacked = new Map<number, string[] | undefined>();
  const unpackedAt = (place: number) => {
    if (!unpacked.has(place)) unpacked.set(place, unpackLines(texts?.[place]?.lines));
    return unpacked.get(place);
  };
  return experiments.flatMap(({ runs }) =>
    runs.map(({ variant, config, dataset }) => {
      // A variant's first seed lives on in the page, if there is room, and all its seeds share a text; others may have
      // the same one.
      const isSame = (run: typeof runs[number]) =>
        isSameJson([run.config.dataset, run.dataset], [config.dataset, dataset]);
      const living = (runs.find((run) => run.variant === variant && run.living) ??
        runs.find((run) => run.living && isSame(run)))?.living;
      return living && unpackedAt(living.text);
    })
  );
}

/** A text's lines; undefined where there are none, or where they cannot be unpacked. */
export function unpackLines(lines: string | null | undefined): string[] | undefined {
  if (typeof lines !== "string") return undefined;
  try {
    const bytes = gunzipSync(Uint8Array.fromBase64(lines), { maxOutputLength: MAX_TEXT });
    return new TextDecoder().decode(bytes).split("\n");
  } catch {
    return undefined;
  }
}
