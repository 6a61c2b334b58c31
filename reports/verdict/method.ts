/**
 * How the answer was come to.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { lent } from "../block_design.ts";
import { type Comparison, type Comparisons, isEvidence } from "../comparison.ts";
import { drawnExamples, evaluatedOn } from "../evaluated.ts";
import { formatCount, formatShare } from "../format.ts";
import { hasBatchNorm, type Variant } from "../rows.ts";
import { list, say, type Sentence } from "../sentence.ts";
import { symbolOf } from "../units.ts";
import { MAX_LISTED, MAX_NAMED } from "./limits.ts";

export const OF_SWEEP =
  say`A grid or a search has no baseline: its settings are compared with the one that ends lowest.`;

/** Other tables have intervals. */
const inTables = (isSweep: boolean): string =>
  `In the ${
    isSweep ? "tables “Settings tried” and “Results”" : "table “Results”"
  } ± is the standard deviation over the seeds.`;

/** Of so many seeds, the scatter of one variant is hardly known. */
const FEW_SEEDS = 3;

/** What ± means. */
export function methodOf(
  comparisons: readonly Comparison[],
  { block, loud }: Comparisons,
  judged: readonly Variant[],
  isSweep: boolean,
): Sentence[] {
  const sure = comparisons.filter(isEvidence);
  if (sure.length === 0) return [];
  if (judged.length === 2) {
    const freedom = sure[0].seeds - 1;
    return [
      say`± is the 95 % confidence interval of the mean difference, seed by seed (Student’s t, ${
        freedoms(freedom)
      }). ${inTables(isSweep)}`,
    ];
  }
  const pairs = judged.length * (judged.length - 1) / 2;
  const { variants: { length }, seeds, freedom } = block;
  const sentences = [
    say`${
      comparisons.length > MAX_NAMED
        ? "Two variants are told apart where the confidence interval of their mean difference, seed by seed, leaves out 0. It is"
        : "± is a confidence interval of the mean difference, seed by seed,"
    } wide enough that those of all ${
      formatCount(pairs)
    } pairs of variants hold together with 95 % confidence (${
      length > 0 ? "Tukey’s studentized range" : "Student’s t, Bonferroni"
    }), also when the best is picked afterwards.`,
  ];
  if (length > 0) {
    sentences.push(
      say`Its width comes from how far each of the two departs, seed by seed, from what the ${seeds} seeds do to ${
        length === judged.length ? `all ${length}` : length
      } variants on average, not from their own differences alone, and, with a weight of ${
        formatShare(lent(seeds))
      }, from how far these do together (${
        freedoms(freedom)
      }); it is never narrower than this alone makes it.`,
    );
    if (seeds <= FEW_SEEDS) {
      sentences.push(
        say`Of a single variant ${seeds} seeds hardly show that, so an interval may be many times as wide as the pair’s differences scatter.`,
      );
    }
  }
  if (loud.length > 0) {
    const isOne = loud.length === 1;
    const who = loud.length > MAX_LISTED
      ? say`${loud.length} variants`
      : list(loud.map((variant) => [variant]));
    sentences.push(
      say`${who} ${isOne ? "scatters" : "scatter"} more than five times as much as the others, so ${
        isOne ? "it is" : "they are"
      } left out of that and compared by the pair’s own differences alone.`,
    );
  }
  return [...sentences, [inTables(isSweep)]];
}

const freedoms = (count: number): string =>
  `${count} ${count === 1 ? "degree" : "degrees"} of freedom`;

/** Which losses are compared. */
export function whichLoss(variants: readonly Variant[], split: Split): Sentence {
  const statistics = variants.some(({ runs }) => runs.some(hasBatchNorm))
    ? ", with batch norm’s running statistics"
    : "";
  const unit = symbolOf(variants.flatMap(({ runs }) => runs));
  const instead = split === "train" ? " There is no val split, so the train loss stands in." : "";
  const drawn = drawnExamples(variants.flatMap(({ runs }) => runs), split, "atTheEnd");
  return say`The loss is that of ${
    evaluatedOn(drawn, `${split} split`)
  } after the last update, in nats per ${unit}${statistics}.${instead}${
    learntByHeart(variants, split)
  }`;
}

/** Whoever learns train by heart knows what of val stands in it. */
function learntByHeart(variants: readonly Variant[], split: Split): string {
  if (split !== "val") return "";
  const [most] = variants.flatMap(({ runs }) => runs.map(({ summary }) => summary.dataset))
    .sort((a, b) => (b.repeated?.val ?? 0) - (a.repeated?.val ?? 0));
  const share = most.repeated?.val ?? 0;
  if (share <= 0.1) return "";
  const what = most.lead === undefined ? "val’s lines stand" : "val stands";
  return ` ${
    formatShare(share)
  } of ${what} in train too, so learning by heart lowers the val loss: a variant that learns more by heart than another has an advantage.`;
}
