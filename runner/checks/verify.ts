/**
 * Compares what is said of a run with what comes out when it is trained again.
 *
 * @module
 */
import { whyNot } from "../../core/arithmetic.ts";
import type { Claim } from "./claims.ts";
import { hashesOf, prefixesOf } from "../store/hashes.ts";
import type { Job } from "../training/job.ts";
import type { Outcome } from "../training/recording.ts";
import type { Dataset } from "../data/dataset.ts";
import { runHash } from "../sweep/plan.ts";
import { isSteered } from "../training/rates.ts";
import { finalOf } from "../training/summary.ts";
import { numericsOf } from "../numerics.ts";

/** How a comparison came out, in words too. */
export interface Verdict {
  result: "same" | "different" | "not compared";
  text: string;
}

export const different = (text: string): Verdict => ({ result: "different", text });
export const notCompared = (text: string): Verdict => ({ result: "not compared", text });

/** What can be said without training: null where it takes that. */
export async function verifySettings(claim: Claim): Promise<Verdict | null> {
  const { config, seed, dataset, numerics } = claim;
  if (await runHash(config, seed, dataset, numerics) !== claim.hash) {
    return different(
      "its settings, seed or dataset are not those that it was trained with: they do not give its hash",
    );
  }
  const own = numericsOf(config);
  if (numerics !== own) {
    return notCompared(
      `it was trained with numerics version ${numerics}, and this handgrad trains it with ${own}: ` +
        "their bits differ by design",
    );
  }
  if (config.arithmetic === undefined || whyNot(config.arithmetic) !== null) {
    return notCompared(`this machine does not have its arithmetic, "${config.arithmetic}"`);
  }
  return null;
}

/** Whether the text that the run was trained on is this one. */
export function verifyDataset({ dataset }: Claim, { summary }: Dataset): Verdict | null {
  if (dataset.sha256 === summary.sha256) {
    return dataset.content === summary.content ? null : different(
      `${summary.name}, read and cleaned as its settings say, gives other symbols than those that it was trained on`,
    );
  }
  return notCompared(
    `${summary.name} is not the text that it was trained on: its SHA-256 is ${summary.sha256}, that one's is ${dataset.sha256}`,
  );
}

/**
 * How many steps it takes to compare the first `wanted` losses, or all of them and the weights. Where the losses
 * themselves are not at hand, these are as many as there is a hash of; null where there is none of so few.
 */
export function stepsToCompare(
  { config, losses, hashes }: Claim,
  wanted = Infinity,
): number | null {
  const { steps } = config.training;
  if (wanted >= steps) return steps;
  if (losses !== undefined) return wanted;
  return prefixesOf(wanted).findLast((n) => Object.hasOwn(hashes.lossesAfter, n)) ?? null;
}

/**
 * The training again, up to so many steps; what does not change the bits is left out, unless all of it is to be
 * compared.
 */
export function jobOf(
  { config, seed }: Claim,
  dataset: Dataset,
  steps: number,
  all = false,
): Job {
  if (all && steps === config.training.steps) return { config, seed, dataset };
  const evaluation = isSteered(config)
    ? config.evaluation
    : { ...config.evaluation, count: 0, at: [] };
  const inspections = { ...config.inspections, count: 0, at: [], updates: 0 };
  const until = steps < config.training.steps ? steps : undefined;
  return { config: { ...config, evaluation, inspections }, seed, dataset, until };
}

/** @param outcome of `jobOf` */
export async function compare(claim: Claim, outcome: Outcome): Promise<Verdict> {
  const { losses, weights, hashes: { lossesAfter, ...hashes } } = claim;
  const found = outcome.losses;
  const own = await hashesOf(found, outcome.weights, finalOf(outcome));

  const stored = losses ?? new Float32Array();
  const length = Math.min(found.length, stored.length);
  for (let step = 0; step < length; step++) {
    // The CSV does not tell −0 from 0, and NaN is NaN.
    if (found[step] === stored[step] || Object.is(found[step], stored[step])) continue;
    const digits = (x: number) => Number(x.toPrecision(9));
    return different(
      `the loss at step ${show(step)} is ${digits(found[step])}, and ${
        digits(stored[step])
      } is stored`,
    );
  }
  let same = 0;
  for (const n of Object.keys(own.lossesAfter).map(Number)) {
    if (!Object.hasOwn(lossesAfter, n)) continue;
    if (lossesAfter[n] !== own.lossesAfter[n]) return different(hashDiffers(n, same, losses));
    same = n;
  }

  const isWhole = outcome.status !== "finished" || outcome.steps === claim.config.training.steps;
  const hasEnded = isWhole || claim.steps < outcome.steps;
  if (hasEnded && (claim.status !== outcome.status || claim.steps !== outcome.steps)) {
    return different(ending(claim, outcome));
  }
  if (
    losses !== undefined &&
    (isWhole ? losses.length !== found.length : losses.length < found.length)
  ) {
    return different(
      `${countLosses(losses.length)} are stored, and there are ${show(found.length)}`,
    );
  }
  if (!isWhole) {
    return {
      result: "same",
      text: `the same, bit for bit, in its first ${countLosses(found.length)}`,
    };
  }
  if (hashes.losses !== own.losses) return different(hashDiffers(found.length, same, losses));
  for (const { name, data } of weights ?? []) {
    const other = outcome.weights.find((tensor) => tensor.name === name)?.data;
    const at = data.findIndex((x, i) => !Object.is(x, other?.[i]));
    if (at >= 0 || data.length !== other?.length) {
      return different(`all losses are the same, and the weights are not: ${name}`);
    }
  }
  if (hashes.weights !== own.weights || (weights && weights.length !== outcome.weights.length)) {
    return different("all losses are the same, and the weights are not");
  }
  if (hashes.final !== own.final) {
    return different(
      "all losses of its steps and all weights are the same, and its final losses are not",
    );
  }
  const end = outcome.status === "finished" ? "" : `, ${how(outcome.status, outcome.steps)}`;
  return {
    result: "same",
    text: `the same, bit for bit: ${countLosses(found.length)} and all weights${end}`,
  };
}

/** Of the first `n` losses the hash is another one than stored; of the first `same` it is not. */
function hashDiffers(n: number, same: number, losses?: Float32Array): string {
  if (losses !== undefined) return `the losses are the same, but not the stored hash of ${show(n)}`;
  if (same === 0) {
    return n === 1 ? "its first loss differs" : `a loss before step ${show(n)} differs`;
  }
  return `the first ${show(same)} losses are the same, and one before step ${show(n)} differs`;
}

const ending = (claim: Claim, { status, steps, notFinite }: Outcome) =>
  `it ${how(claim.status, claim.steps)}, as it says, and now ${how(status, steps)}` +
  (notFinite === undefined ? "" : `: ${notFinite} is not finite`);

const how = (status: Claim["status"], steps: number) => `${HOW[status]} ${show(steps)}`;

const HOW = {
  finished: "came to step",
  diverged: "diverged at step",
  hopeless: "was stopped as hopeless at step",
};

const show = (count: number) => count.toLocaleString("en-US");
const countLosses = (count: number) => `${show(count)} ${count === 1 ? "loss" : "losses"}`;
