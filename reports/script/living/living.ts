/**
 * The living part of the page: its networks are talked to, and trained.
 *
 * @module
 */
import { splitLines } from "../../../runner/data/dataset.ts";
import type { Alphabet } from "../../../runner/data/symbols.ts";
import { decodeModel, tensorNames } from "../../../runner/store/state_dict.ts";
import { isRunningText } from "../../../runner/results.ts";
import type { PageData, PageExperiment, PageRun } from "../../page_contract.ts";
import type { LivingRun } from "../../living/data.ts";
import { fromBase64, unpackLines } from "./base64.ts";
import { element } from "../dom.ts";
import { isolated } from "./dom.ts";
import { createNetwork, type Network, type NetworkParts } from "./network.ts";
import type { Selection } from "../selection.ts";
import type { Starter } from "./page_training.ts";
import { talk } from "./talk.ts";
import type { Talker } from "./talker.ts";
import { trainInPage } from "./train_in_page.ts";

/** So many of the networks that do not answer are named. */
const MAX_NAMES = 5;

/** Brings each experiment's part to life: its places for talking and for training. */
export function bringToLife(data: PageData, selections: readonly Selection[]): void {
  data.experiments.forEach((experiment, i) => {
    const whole = document.querySelector(`[data-experiment="${i}"]`) ?? document;
    const talkPlace = whole.querySelector<HTMLElement>(".talk");
    const trainPlace = whole.querySelector<HTMLElement>(".train-here");
    if (talkPlace && trainPlace) liven(data, experiment, selections[i], talkPlace, trainPlace);
  });
}

function liven(
  data: PageData,
  experiment: PageExperiment,
  selection: Selection,
  talkPlace: HTMLElement,
  trainPlace: HTMLElement,
): void {
  const runs = experiment.runs.flatMap((run) => run.living ? [{ ...run, living: run.living }] : []);
  /** The lines of each text, unpacked when they are first asked for. */
  const lines = data.texts.map(({ lines }) => {
    let unpacked: Promise<string[]> | undefined;
    return lines === null ? null : () => unpacked ??= unpackLines(lines);
  });

  /** The lines of each train split, once for all networks that share it. */
  const known = new Map<string, ReturnType<typeof trainingLines>>();
  const knownTo = ({ living, config }: PageRun & { living: LivingRun }) => {
    const key = JSON.stringify([living.text, config.dataset]);
    const found = known.get(key) ??
      trainingLines(lines[living.text], config.dataset, data.texts[living.text].name);
    known.set(key, found);
    return found;
  };

  /** The networks that do not answer, by the reason. */
  const silent = new Map<string, string[]>();
  const talkers = runs.flatMap((run): Talker[] => {
    const { living, config, variant, seed } = run;
    const because = (reason: string) => {
      silent.set(reason, [...silent.get(reason) ?? [], variant]);
      return [];
    };
    if (run.status === "diverged") {
      return because("Training diverged.");
    }
    if (living.model === null) {
      return because("The page has no room for their weights.");
    }
    const alphabet = alphabetOf(data, living);
    let network: Network | null;
    try {
      const weights = decodeModel(
        fromBase64(living.model),
        tensorNames(config, alphabet.vocabulary.length),
      );
      network = createNetwork({ config, alphabet, weights, steps: run.steps });
    } catch (error) {
      return because(`The weights cannot be read: ${(error as Error).message}`);
    }
    if (network === null) return because("Not trained.");
    return [{
      name: variant,
      look: living.look,
      seed,
      network,
      folder: `results/${experiment.name}/${run.folder}`,
      lines: knownTo(run),
    }];
  });
  const example = runs.length > 0 ? data.texts[runs[0].living.text].example : "";
  const talking = talkers.length > 0
    ? talk(talkPlace, talkers, selection, example, lines[runs[0].living.text])
    : null;
  for (const [reason, variants] of silent) {
    const names = variants.slice(0, MAX_NAMES).flatMap((name, i) => [
      i > 0 ? ", " : "",
      isolated(name),
    ]);
    const more = variants.length - MAX_NAMES;
    const rest = more > 0 ? ` and ${more} more` : "";
    talkPlace.append(element("p", { class: "note" }, "Silent: ", ...names, `${rest}. ${reason}`));
  }

  const starters = runs.flatMap((run): Starter[] => {
    const { living, config, seed, variant, steps } = run, unpack = lines[living.text];
    if (unpack === null || config.training.steps === 0) return [];
    const { name, sha256 } = data.texts[living.text];
    const alphabet = alphabetOf(data, living);
    const text = async () => ({ name, sha256, lines: await unpack() });
    const diverged = run.status === "diverged";
    return [{ name: variant, seed, config, steps, diverged, living, alphabet, text }];
  });
  const obstacle = whyNoTraining(starters.length > 0);
  if (obstacle !== null) return void trainPlace.append(element("p", { class: "note" }, obstacle));
  trainInPage(trainPlace, {
    starters,
    selection,
    batchNorm: data.batchNorm,
    freeLook: experiment.curves.variants.length,
    onTrained(parts: NetworkParts, { name, look, starter, settings: { seed } }) {
      const network = createNetwork(parts);
      if (network === null) return;
      const { dataset } = parts.config;
      const unpack = () => starter.text().then(({ lines }) => lines);
      const lines = trainingLines(unpack, dataset, name);
      talking?.add({ name, look, seed, network, folder: null, lines });
    },
  });
}

/** What the symbols of a run are. */
function alphabetOf({ texts }: PageData, { text, lead }: LivingRun): Alphabet {
  const { vocabulary, separator } = texts[text];
  return { vocabulary, separator, lead };
}

/** The distinct lines of the train split; null where the page does not hold them or cannot unpack them. */
async function trainingLines(
  unpack: (() => Promise<readonly string[]>) | null,
  config: PageRun["config"]["dataset"],
  name: string,
): Promise<ReadonlySet<string> | null> {
  if (isRunningText(config.source)) return null;
  try {
    return unpack && new Set(splitLines({ name, lines: [...await unpack()] }, config)[0]);
  } catch {
    return null;
  }
}

/** What keeps this page from training; null where nothing does. */
function whyNoTraining(hasStarter: boolean): string | null {
  if (!hasStarter) {
    return "The training data are not in this page (they are too large, or were not kept), so nothing can be trained here.";
  }
  if (typeof DecompressionStream === "undefined") {
    return "This browser cannot unpack the training data (it has no DecompressionStream), so nothing can be trained here.";
  }
  if (typeof Worker === "undefined") {
    return "This browser has no workers, so nothing can be trained here.";
  }
  return null;
}
