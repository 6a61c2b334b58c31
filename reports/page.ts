/**
 * The report: one HTML file that needs nothing but itself.
 *
 * @module
 */
import type { StoredExperiment } from "../runner/results.ts";
import { answerOf } from "./answer.ts";
import { batchNormTable } from "./batch_norm_table.ts";
import { isSameData } from "./comparison.ts";
import { fold, guide, nest } from "./contents.ts";
import { costSection } from "./cost.ts";
import { notices } from "./dataset_section.ts";
import { htmlDocument } from "./document.ts";
import { detailed, MAX_ALL } from "./few.ts";
import { finderSection } from "./finder/section.ts";
import { forestSection } from "./forest.ts";
import { formatCount, plural } from "./format.ts";
import { furtherHtml, reproduceHtml } from "./further.ts";
import { meanings } from "./glossary.ts";
import { gradientAlarms } from "./gradient_table.ts";
import { expectationsHtml } from "./expectations.ts";
import { type Html, html } from "./html.ts";
import { insideSection } from "./inside.ts";
import { shownRuns } from "./inside/looks.ts";
import { keySection } from "./key.ts";
import { livingSection } from "./living/section.ts";
import { lossSection } from "./loss.ts";
import { networksSection } from "./networks.ts";
import type { PageData, PageExperiment } from "./page_contract.ts";
import { dataElement, encodeData, pageData } from "./page_data.ts";
import { PAGE_SCRIPT } from "./page_script.ts";
import { reproduceSection } from "./reproduce.ts";
import { hasSeeds, type Variant, variantsOf } from "./rows.ts";
import { schemeStyle } from "./scheme.ts";
import { samplesSection } from "./samples.ts";
import { selectionBox } from "./selection.ts";
import { changesNote, settingsNotes } from "./settings.ts";
import type { ShownExperiment } from "./shown_run.ts";
import { unpackShown } from "./shown.ts";
import { sweepData } from "./sweep/sweep_data.ts";
import { sweepSections } from "./sweep/sections.ts";
import { lossesNote } from "./losses_note.ts";
import { resultsTable } from "./results_table.ts";
import { curvesTogether, variantsTogether } from "./together.ts";
import { verdictHtml } from "./verdict.ts";

/** The page that answers the questions of one experiment or several, as the text of one HTML file. */
export const renderReport = (...experiments: StoredExperiment[]): string =>
  renderPage(encodeData(pageData(experiments)));

/**
 * The page that holds these data. It shows nothing else: the same text gives the same page, to the last byte, wherever
 * this version of handgrad runs.
 *
 * @param text of {@linkcode PageData}, as `encodeData` gives it; the page holds this very text
 */
export function renderPage(text: string): string {
  const data: PageData = JSON.parse(text);
  const experiments = unpackShown(data);
  const isOne = experiments.length === 1;
  const title = isOne
    ? experiments[0].title
    : `${plural(experiments.length, "experiment")}: ${
      experiments.map(({ title }) => title).join("; ")
    }`;
  const body = isOne ? onePage(experiments[0], data) : manyPage(experiments, data);
  return htmlDocument(
    title,
    html`
      ${body} ${meanings(body)} ${dataElement(text)}
    `,
    { script: PAGE_SCRIPT },
  );
}

function onePage(experiment: ShownExperiment, data: PageData): Html {
  const variants = variantsOf(experiment.runs);
  const sections = sectionsOf(experiment, variants, data.experiments[0]);
  return html`
    <header>
      <h1 dir="auto">${experiment.title}</h1>
      ${introduction(experiment, variants, data.experiments[0])}
    </header>
    ${schemeStyle(variants, ":root")}
    <main data-experiment="0">${guide(sections, choiceOf(variants))} ${sections}</main>
  `;
}

const choiceOf = (variants: readonly Variant[]): Html =>
  selectionBox(variants, shownRuns(variants).map(({ variant }) => variant));

/**
 * All experiments in one table and one chart, and then each as an article, folded: its headings a level lower, its ids
 * with a prefix.
 */
function manyPage(experiments: readonly ShownExperiment[], data: PageData): Html {
  const articles = experiments.map((experiment, i) => {
    const variants = variantsOf(experiment.runs);
    const sections = sectionsOf(experiment, variants, data.experiments[i]);
    const label = `Experiment ${i + 1}`;
    const article = html`
      <details class="fold">
        <summary>
          <span id="number" class="number-of">${label}</span>
          <h1 id="title" dir="auto">${experiment.title}</h1>
        </summary>
        ${introduction(experiment, variants, data.experiments[i])} ${guide(
          sections,
          choiceOf(variants),
        )} ${sections}
      </details>
    `;
    return html`
      ${schemeStyle(variants, `[data-colors="${i}"]`)}
      <article data-experiment="${i}" data-colors="${i}"
        aria-labelledby="experiment-${i + 1}-title">
        ${nest(article, `experiment-${i + 1}-`, label)}
      </article>
    `;
  });
  const all = variantsTogether(experiments), together = sectionsTogether(all, data, experiments);
  return html`
    <header>
      <h1>${plural(experiments.length, "experiment")}</h1>
      <nav aria-label="Experiments">
        <ol class="experiments">
          ${experiments.map((experiment, i) =>
            html`
              <li data-colors="${i}">
                <a href="#experiment-${i + 1}-title"><bdi>${experiment.title}</bdi></a>
                ${verdictHtml({ ...answerOf(experiment), method: [] })}
              </li>
            `
          )}
        </ol>
      </nav>
    </header>
    ${schemeStyle(all, `[data-colors="all"]`)}
    <main>
      <div data-experiment="all" data-colors="all">${guide(
        together,
        selectionBox(all),
      )} ${together}</div>
      ${articles}
    </main>
  `;
}

/** What the experiments come to beside each other. */
function sectionsTogether(
  all: readonly Variant[],
  data: PageData,
  experiments: readonly ShownExperiment[],
): Html[] {
  if (all.length === 0) return [];
  const table = html`
    <section class="results" aria-labelledby="results">
      <h2 id="results">All results</h2>
      ${experiments.some(({ found }) => found) && html`
        <p class="notice" role="note">
          Where an experiment looks for a learning rate, these are its losses at the largest rate tried: they
          do not tell how well the settings train.
        </p>
      `}
      ${resultsTable(all)}
      ${isSameData(all) ? lossesNote(all, []) : html`
        <p class="notice" role="note">
          The experiments were evaluated on different data, so their losses cannot be compared with each
          other.
        </p>
      `}
    </section>
  `;
  const curves = data.experiments.map(({ curves }) => curves);
  return [table, ...isSameData(all) ? [lossSection(all, curvesTogether(curves))] : []]
    .map((section) => fold(section, true));
}

/** The question and its answer. */
function introduction(
  experiment: ShownExperiment,
  variants: readonly Variant[],
  { curves }: PageExperiment,
): Html {
  // A finder's runs are not compared, and are meant to go wrong at last.
  const further = experiment.found
    ? reproduceHtml(experiment.command)
    : furtherHtml(variants, curves, experiment.swept !== undefined, experiment.command);
  const { question, comment, findings, warnings, expected } = experiment;
  const alarms = gradientAlarms(
    experiment.gradients,
    experiment.runs.map(({ config }) => config.arithmetic),
  );
  return html`
    <p class="question" dir="auto">${question}</p>
    ${alarms.map((alarm) =>
      html`
        <p class="notice"
          role="note"><strong>${alarm}</strong> See <a href="#gradients">Gradient check</a>.</p>
      `
    )}
    ${verdictHtml(answerOf(experiment), further)} ${expectationsHtml(
      expected,
      hasSeeds(variants),
    )}
    ${notices(variants)} ${settingsNotes(warnings)}
    ${(comment !== "" || findings !== undefined) && changesNote(experiment.command)}
    ${comment !== "" && html`<p class="comment" dir="auto">${comment}</p>`}
    ${findings !== undefined && html`
      <p class="comment findings"><strong>What came out before:</strong> <bdi>${findings}</bdi></p>
    `}
  `;
}

/** The sections, in the order in which one reads them. Of many variants those that do not answer at once are folded. */
function sectionsOf(
  experiment: ShownExperiment,
  variants: readonly Variant[],
  { curves }: PageExperiment,
): Html[] {
  if (variants.length === 0) return [html`<p>There are no runs yet.</p>`];
  if (experiment.found) return finderSections(experiment, variants, curves);
  const isLong = variants.length > MAX_ALL;
  const sweep = sweepData(experiment, variants);
  // A sweep has all of them in a table of its own; of very many the rest of the page has those that end lowest.
  const some = sweep ? detailed(variants) : variants;
  const first = [
    keySection(variants, experiment.missing),
    // A sweep's first configuration is no baseline.
    ...sweep ? sweepSections(experiment, variants, sweep) : [forestSection(variants)],
    html`
      <section class="results" aria-labelledby="results">
        <h2 id="results">Results</h2>
        ${some.length < variants.length && fewNote(some, variants)}
        ${resultsTable(some)} ${lossesNote(variants, experiment.missing)}
        ${batchNormTable(some)}
      </section>
    `,
    costSection(some),
    lossSection(variants, curves),
  ];
  const further = [
    networksSection(variants),
    insideSection(variants, curves),
    samplesSection(some),
    livingSection(variants),
    reproduceSection(experiment, some),
  ];
  return [
    // A sweep's settings and their losses stand in a table of their own.
    ...first.map((section) => fold(section, !(sweep && section.text.includes('id="results"')))),
    ...further.map((section) => fold(section, !isLong)),
  ];
}

/** Those of a finder, whose variants are not compared by how they end: at the largest rate. */
function finderSections(
  experiment: ShownExperiment,
  variants: readonly Variant[],
  curves: PageExperiment["curves"],
): Html[] {
  const further = [
    lossSection(variants, curves),
    insideSection(variants, curves),
    reproduceSection(experiment, variants),
  ];
  return [
    fold(finderSection(variants, experiment.found!), true),
    ...further.map((section) => fold(section, false)),
  ];
}

const fewNote = (some: readonly Variant[], all: readonly Variant[]): Html =>
  html`
    <p class="note">
      From here on there is room for ${formatCount(some.length)} of the ${formatCount(
        all.length,
      )}: those
      that are shown first, and those that end lowest. “Settings tried” has them all.
    </p>
  `;
