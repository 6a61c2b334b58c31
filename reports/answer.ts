import { finderAnswer } from "./finder/answer.ts";
import { variantsOf } from "./rows.ts";
import type { ShownExperiment } from "./shown.ts";
import { judge, type Verdict } from "./verdict.ts";

/** What an experiment's runs say to its question. */
export function answerOf(
  { runs, missing, found }: Pick<ShownExperiment, "runs" | "missing" | "found">,
): Verdict {
  const variants = variantsOf(runs);
  return found ? finderAnswer(variants, found, missing) : judge(variants, missing);
}
