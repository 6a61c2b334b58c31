import { type Experiment, warningsIn } from "../runner/config/config.ts";
import { InputError } from "../runner/errors.ts";
import { didYouMean } from "../runner/nearest.ts";

/**
 * The experiment with just some of its variants: those of these names, and those that grid and search made of a variant
 * of that name.
 *
 * @param names none for all of them
 * @throws {InputError} where there is no variant of a name
 */
export function onlyVariants(experiment: Experiment, names: readonly string[]): Experiment {
  if (names.length === 0) return experiment;
  const namesOf = ({ name, swept }: Experiment["variants"][number]) => [name, swept?.variant];
  const known = new Set(experiment.variants.flatMap(namesOf).filter((name) => name !== undefined));
  for (const name of names) {
    if (known.has(name)) continue;
    const some = [...known].slice(0, 10).map((name) => JSON.stringify(name)).join(", ");
    throw new InputError(
      `--only ${JSON.stringify(name.slice(0, 100))} is no variant${didYouMean(name, [...known])} ` +
        `(there are: ${some}${known.size > 10 ? ` and ${known.size - 10} more` : ""})`,
    );
  }
  const variants = experiment.variants.filter((variant) =>
    namesOf(variant).some((name) => name !== undefined && names.includes(name))
  );
  return { ...experiment, variants, warnings: warningsIn({ ...experiment, variants }, true) };
}
