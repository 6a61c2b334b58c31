/**
 * What a report shows of stored runs, as plain data that the page holds: so it can be drawn again from the page alone,
 * and compared.
 *
 * @module
 */
import type { ShownExperiment, ShownRun } from "./shown_run.ts";
import { gunzipSync, gzipSync } from "node:zlib";
import type {
  DatasetSummary,
  Inspection,
  RunSummary,
  StoredExperiment,
  StoredRun,
  UpdateRow,
} from "../runner/results.ts";
import { hasRoom, shownRuns, shownSteps } from "./inside/looks.ts";
import type { Found } from "./finder/find_rate.ts";
import type { PageData, PageRun } from "./page_contract.ts";
import { variantsOf } from "./rows.ts";
import { portable } from "./shell.ts";
import { mean } from "./statistics.ts";
import { cluesIn } from "./why/clues.ts";
import { toExplain } from "./why/to_explain.ts";

/** What a page's data hold besides what its script needs. */
interface Packed {
  experiments: {
    title: string;
    question: string;
    comment: string;
    findings?: string;
    command: string;
    /** Pages of before had none. */
    warnings?: string[];
    expected?: StoredExperiment["expected"];
    lrFinder?: StoredExperiment["lrFinder"];
    found?: Found[];
    swept?: StoredExperiment["swept"];
    rungs?: StoredExperiment["rungs"];
    rounds?: StoredExperiment["rounds"];
    gradients: StoredExperiment["gradients"];
    runs: RestOfRun[];
  }[];
  /** Each once. */
  datasets: DatasetSummary[];
}

/** Of the summary, what `PageRun` lacks. */
interface RestOfRun extends Pick<ShownRun, "evaluations" | "inspections" | "updates" | "clues"> {
  /** Its place among the datasets. */
  dataset: number;
  summary: Omit<RunSummary, "dataset" | typeof IN_PAGE_RUN[number]>;
}

const IN_PAGE_RUN = ["variant", "seed", "hash", "status", "steps", "hashes"] as const;

/** Points of a line in the figures of updates. */
export const MAX_UPDATES = 80;

/** The runs as the page shows them. */
export function showRuns(runs: readonly StoredRun[]): ShownRun[] {
  const variants = variantsOf(runs);
  const firsts = new Set(variants.map(({ runs: [first] }) => first));
  const shown = shownRuns(variants), steps = shownSteps(shown);
  const inside = new Map(shown.map((one) => [one.run as StoredRun, one]));
  const explained = toExplain(variants);
  return runs.map((run) => {
    const { folder, config, summary, evaluations, inspections, updates } = run;
    const one = inside.get(run);
    const isWhole = (look: Inspection) =>
      one !== undefined &&
      (look === inspections[0] || steps.includes(look.step) && hasRoom(one, look.step, steps));
    return {
      folder,
      config,
      summary,
      evaluations,
      inspections: fewLooks(inspections, isWhole, firsts.has(run)),
      updates: one ? fewUpdates(updates, config.inspections.updates) : [],
      ...explained.has(run) ? { clues: cluesIn(run) } : {},
    };
  });
}

/** Looks whole, or without what is inside: with their samples, or only with those of the last that has some. */
function fewLooks(
  inspections: readonly Inspection[],
  isWhole: (look: Inspection) => boolean,
  all: boolean,
): Inspection[] {
  const last = inspections.findLast(({ samples }) => samples.length > 0);
  return inspections.map((look) => {
    if (isWhole(look)) return look;
    const written = all || look === last ? look : { samples: [], inTraining: [] };
    const { step, logits } = look;
    const { samples, inTraining } = written;
    return { step, layers: [], parameters: [], logits, embedding: null, samples, inTraining };
  });
}

/**
 * At most MAX_UPDATES rows of each parameter: neighbouring ones become one, whose ratios of gradient and update to data
 * are the means (of the logarithms) of theirs that are finite and not 0; where there are none 0, if all are exactly 0,
 * or else NaN. The rows of a training that was ended early are the first ones of the whole training.
 *
 * @param planned how many updates were to be measured
 */
export function fewUpdates(rows: readonly UpdateRow[], planned: number): UpdateRow[] {
  const size = Math.max(1, Math.ceil(planned / MAX_UPDATES));
  const steps = [...new Set(rows.map(({ step }) => step))];
  const place = new Map(steps.map((step, i) => [step, Math.floor(i / size)]));
  const bins = Map.groupBy(rows, ({ step, parameter }) => `${place.get(step)} ${parameter}`);
  return [...bins.values()].map((bin) => {
    const { parameter } = bin[0];
    const ratio = (of: "gradient" | "update") => {
      const logs = bin.map((row) => Math.log10(row[of] / row.data));
      if (bin.every((row) => row[of] === 0 && row.data > 0)) return 0;
      return short(10 ** mean(logs.filter(Number.isFinite)));
    };
    const step = Number(mean(bin.map(({ step }) => step)).toFixed(1));
    return { step, parameter, data: 1, gradient: ratio("gradient"), update: ratio("update") };
  });
}

const short = (x: number): number => Number(x.toPrecision(4));

/** Packs what is shown and not among the page's data otherwise: JSON, gzip, base64. */
export function packShown(experiments: readonly ShownExperiment[]): string {
  const datasets = new Map<string, { place: number; dataset: DatasetSummary }>();
  const placeOf = (dataset: DatasetSummary): number => {
    const key = JSON.stringify(dataset);
    if (!datasets.has(key)) datasets.set(key, { place: datasets.size, dataset });
    return datasets.get(key)!.place;
  };
  const packed: Packed = {
    experiments: experiments.map((
      {
        title,
        question,
        comment,
        findings,
        command,
        warnings,
        expected,
        lrFinder,
        found,
        swept,
        rungs,
        rounds,
        gradients,
        runs,
      },
    ) => ({
      title,
      question,
      comment,
      findings,
      command: portable(command),
      warnings,
      expected,
      lrFinder,
      found,
      swept,
      rungs,
      rounds,
      gradients,
      runs: runs.map((
        { summary: { dataset, ...summary }, evaluations, inspections, updates, clues },
      ) => ({
        summary: without(summary, IN_PAGE_RUN),
        dataset: placeOf(dataset),
        evaluations,
        inspections,
        updates,
        clues,
      })),
    })),
    datasets: [...datasets.values()].map(({ dataset }) => dataset),
  };
  return gzipSync(JSON.stringify(packed), { level: 9 }).toString("base64");
}

function without<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Omit<T, K> {
  const kept = Object.entries(value).filter(([key]) => !keys.includes(key as K));
  return Object.fromEntries(kept) as Omit<T, K>;
}

/** No page unpacks to more. */
const MAX_UNPACKED = 2 ** 28; // bytes

/** The experiments that a page shows. @throws an Error of any kind where its data make no sense */
export function unpackShown({ experiments, texts, shown }: PageData): ShownExperiment[] {
  const bytes = gunzipSync(Uint8Array.fromBase64(shown), { maxOutputLength: MAX_UNPACKED });
  const packed: Packed = JSON.parse(new TextDecoder().decode(bytes));
  return experiments.map(({ name, runs, missing }, i) => {
    const { warnings = [], runs: rest, ...told } = packed.experiments[i];
    const joined = runs.map((run, k) => {
      const frequent = run.living && texts[run.living.text].frequent;
      return { ...join(run, rest[k], packed.datasets), ...frequent && { frequent } };
    });
    return { name, ...told, warnings, missing, runs: joined };
  });
}

function join(
  { folder, config, variant, seed, hash, status, steps, hashes }: PageRun,
  { summary, dataset, evaluations, inspections, updates, clues }: RestOfRun,
  datasets: readonly DatasetSummary[],
): ShownRun {
  return {
    folder,
    config,
    summary: { ...summary, variant, seed, hash, status, steps, hashes, dataset: datasets[dataset] },
    evaluations,
    inspections,
    updates,
    ...clues && { clues },
  };
}
