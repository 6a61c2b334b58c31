/**
 * The report: one HTML file that needs nothing but itself.
 *
 * @module
 */
import type { StoredExperiment } from "../runner/results.ts";
import { batchNormTable } from "./batch_norm.ts";
import { datasetSection, notices } from "./dataset.ts";
import { htmlDocument } from "./document.ts";
import { html } from "./html.ts";
import { insideSection } from "./inside.ts";
import { lossSection } from "./loss.ts";
import { dataElement, pageData } from "./page_data.ts";
import { PAGE_SCRIPT } from "./page_script.ts";
import { provenanceSection } from "./provenance.ts";
import { variantsOf } from "./rows.ts";
import { samplesSection } from "./samples.ts";
import { settingsSection } from "./settings.ts";
import { lossesNote, resultsTable } from "./table.ts";

/** The page that answers an experiment's question, as the text of one HTML file. */
export function renderReport(experiment: StoredExperiment): string {
  const { title, question, comment, command } = experiment;
  const variants = variantsOf(experiment.runs);
  return htmlDocument(
    title,
    html`
      <header>
        <h1 dir="auto">${title}</h1>
        <p class="question" dir="auto">${question}</p>
        ${comment !== "" && html`<p class="comment" dir="auto">${comment}</p>`}
        ${notices(variants)}
      </header>
      <main>
        ${variants.length === 0 ? html`<p>There are no runs yet.</p>` : [
          html`
            <section aria-labelledby="results">
              <h2 id="results">Results</h2>
              ${resultsTable(variants)}
              ${lossesNote(variants)}
              ${batchNormTable(variants)}
            </section>
          `,
          lossSection(variants),
          insideSection(variants),
          samplesSection(variants),
          datasetSection(variants),
          settingsSection(variants),
          provenanceSection(command, variants),
        ]}
      </main>
      ${dataElement(pageData([experiment]))}
    `,
    PAGE_SCRIPT,
  );
}
