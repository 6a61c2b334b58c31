/**
 * The report: one HTML file that needs nothing but itself.
 *
 * @module
 */
import type { StoredExperiment } from "../runner/results.ts";
import { batchNormTable } from "./batch_norm.ts";
import { datasetSection, notices } from "./dataset.ts";
import { html, raw } from "./html.ts";
import { lossSection } from "./loss.ts";
import { provenanceSection } from "./provenance.ts";
import { variantsOf } from "./rows.ts";
import { samplesSection } from "./samples.ts";
import { settingsSection } from "./settings.ts";
import { style } from "./style.ts";
import { lossesNote, resultsTable } from "./table.ts";

/** Nothing is fetched and nothing is run, whatever the data or the settings hold. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The page that answers an experiment's question, as the text of one HTML file. */
export function renderReport(experiment: StoredExperiment): string {
  const { title, question, comment, command } = experiment;
  const variants = variantsOf(experiment.runs);
  const page = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        ${raw(`<style>${style()}</style>`)}
      </head>
      <body>
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
            samplesSection(variants),
            datasetSection(variants),
            settingsSection(variants),
            provenanceSection(command, variants),
          ]}
        </main>
      </body>
    </html>
  `;
  return page.text.trim() + "\n";
}
