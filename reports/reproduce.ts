/**
 * Everything that it takes to have the same results again.
 *
 * @module
 */
import { datasetFacts } from "./dataset_section.ts";
import { gradientTable } from "./gradient_table.ts";
import { type Html, html } from "./html.ts";
import { provenance } from "./provenance.ts";
import { downloads } from "./living/section.ts";
import type { Variant } from "./rows.ts";
import { settings } from "./settings.ts";
import type { ShownExperiment } from "./shown_run.ts";

/** The report's last section. */
export function reproduceSection(
  experiment: ShownExperiment,
  variants: readonly Variant[],
): Html {
  const parts = [
    provenance(experiment, variants),
    settings(variants),
    datasetFacts(variants),
    gradientTable(experiment.gradients),
    downloads(),
  ];
  return html`
    <section aria-labelledby="reproduce">
      <h2 id="reproduce">Reproduce</h2>
      ${parts}
    </section>
  `;
}
