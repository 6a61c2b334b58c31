/**
 * Final losses drawn at random, and what the report's model claims of them.
 *
 * @module
 */
import { MersenneTwister } from "../../../core/random/mersenne_twister.ts";
import { blockDesign, type Losses } from "../../../reports/block_design.ts";
import { criticalT } from "../../../reports/distributions.ts";
import { mean, standardDeviation } from "../../../reports/statistics.ts";

/** Uniform and standard normal numbers (Box and Muller), the same at every run. */
export function numbers(seed: number): { uniform: () => number; normal: () => number } {
  const twister = MersenneTwister.fromSeed(seed);
  const uniform = () => (twister.uint32() + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** What is drawn: each variant's true mean and the deviation of its errors; a seed moves all variants alike. */
export interface Truth {
  means: number[];
  deviations: number[];
  seeds: number;
  /** So many variants, any of them, have lost a seed, any of them. Default: none. */
  lacking?: number;
}

export function draw(
  { means, deviations, seeds, lacking = 0 }: Truth,
  normal: () => number,
  uniform: () => number,
): Losses[] {
  const effects = Array.from({ length: seeds }, () => 3 * normal());
  const losses = means.map((center, i) =>
    new Map(effects.map((effect, seed) => [seed, 10 + center + effect + deviations[i] * normal()]))
  );
  const whole = [...losses];
  for (let i = 0; i < lacking; i++) {
    const [one] = whole.splice(Math.floor(uniform() * whole.length), 1);
    one.delete(Math.floor(uniform() * seeds));
  }
  return losses;
}

/** A claim: the first variant's losses are lower, or higher, than the second's. */
export type Claim = [variant: number, other: number];

/** What the report would claim: of each variant against the first, and of the one with the lowest mean against each. */
export function claims(losses: readonly Losses[]): Claim[] {
  const { compare } = blockDesign(losses);
  return pairs(losses).filter(([a, b]) => compare(a, b).verdict !== "unknown");
}

/** What it would claim by a paired t test of each pair, with Bonferroni's correction for all of them: the old rule. */
export function oldClaims(losses: readonly Losses[]): Claim[] {
  const k = losses.length;
  const t = critical(1 - 0.05 / (k * (k - 1) / 2), losses[0].size - 1);
  return pairs(losses).filter(([a, b]) => {
    const differences = [...losses[a]].map(([seed, loss]) => loss - losses[b].get(seed)!);
    return Math.abs(mean(differences)) >
      t * standardDeviation(differences) / Math.sqrt(differences.length);
  });
}

function pairs(losses: readonly Losses[]): Claim[] {
  const means = losses.map((one) => mean([...one.values()]));
  const best = means.indexOf(Math.min(...means));
  const all = [...losses.keys()];
  const withFirst = all.filter((i) => i !== 0).map((i): Claim => [i, 0]);
  const withBest = all.filter((i) => i !== best && i !== 0 && best !== 0).map((
    i,
  ): Claim => [best, i]);
  return [...withFirst, ...withBest];
}

const CRITICAL = new Map<string, number>();
function critical(confidence: number, freedom: number): number {
  const key = `${confidence} ${freedom}`;
  const t = CRITICAL.get(key) ?? criticalT(confidence, freedom);
  CRITICAL.set(key, t);
  return t;
}

/** How the errors' deviations differ between k variants. */
export const SPREADS: Record<string, (k: number) => number[]> = {
  equal: (k) => Array(k).fill(1),
  "first 5×": (k) => Array.from({ length: k }, (_, i) => i === 0 ? 5 : 1),
  "last 5×": (k) => Array.from({ length: k }, (_, i) => i === k - 1 ? 5 : 1),
  "half 5×": (k) => Array.from({ length: k }, (_, i) => i < k / 2 ? 1 : 5),
  "1 to 5": (k) => Array.from({ length: k }, (_, i) => 5 ** (i / (k - 1))),
  "ends 20×": (k) => Array.from({ length: k }, (_, i) => i === 0 || i === k - 1 ? 20 : 1),
  "ends 5×": (k) => Array.from({ length: k }, (_, i) => i === 0 || i === k - 1 ? 5 : 1),
  "5 to 1": (k) => Array.from({ length: k }, (_, i) => 5 ** (1 - i / (k - 1))),
};

/** What is repeated how often, by which random numbers, and judged how. */
export interface Trial {
  seeds: number;
  repeats: number;
  /** Of the random numbers. */
  seed: number;
  claim?: typeof claims;
}

/** The share of repeats in which anything is claimed though all means are equal. */
export function falseClaims(
  deviations: number[],
  { seeds, repeats, seed, claim = claims, lacking }: Trial & Pick<Truth, "lacking">,
): number {
  const means = deviations.map(() => 0), { normal, uniform } = numbers(seed);
  let count = 0;
  for (let i = 0; i < repeats; i++) {
    const losses = draw({ means, deviations, seeds, lacking }, normal, uniform);
    if (claim(losses).length > 0) count++;
  }
  return count / repeats;
}

/** The share of repeats in which the last of `count` variants, lower by `shift`, is told from the first. */
export function power(
  count: number,
  shift: number,
  { seeds, repeats, seed, claim = claims }: Trial,
): number {
  const { normal, uniform } = numbers(seed);
  const deviations = Array<number>(count).fill(1);
  const means = deviations.map((_, i) => i === count - 1 ? -shift : 0);
  let told = 0;
  for (let i = 0; i < repeats; i++) {
    const all = claim(draw({ means, deviations, seeds }, normal, uniform));
    if (all.some(([a, b]) => a === count - 1 && b === 0)) told++;
  }
  return told / repeats;
}
