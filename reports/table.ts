/**
 * The table of variants: what differs between them, and how they ended.
 *
 * @module
 */
import type { StoredRun } from "../runner/results.ts";
import { differences, formatValue } from "./differences.ts";
import { formatCount, formatLoss, formatSeconds } from "./format.ts";
import { type Content, type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import { bestRuns, finalLoss, hasBatchNorm, hasSeeds, type Variant } from "./rows.ts";

/** A row a run: first how it ended, then what made it differ. */
export function resultsTable(variants: readonly Variant[]): Html {
  const differing = differences(variants.map((variant) => variant.runs[0].config));
  const best = bestRuns(variants), seeds = hasSeeds(variants);
  const row = (variant: Variant, run: StoredRun) =>
    html`
      <tr>
        ${variantHeader(variant)}
        ${seeds && html`<td class="number">${run.summary.seed}</td>`}
        <td class="number">${formatLoss(finalLoss(run, "train"))}</td>
        <td class="number">${valLoss(run, best.has(run))}</td>
        <td class="number">${formatLoss(finalLoss(run, "test"))}</td>
        <td>${status(run)}</td>
        ${differing.map(({ values }) => setting(formatValue(values[variant.index])))}
        <td class="number">${formatCount(run.summary.parameters)}</td>
        <td class="number">${formatCount(run.summary.stepsPerSecond)}</td>
        <td class="number">${formatSeconds(run.summary.seconds)}</td>
      </tr>
    `;
  return scrollBox(
    "Results of the variants",
    html`
      <table>
        <thead>
          <tr>
            <th scope="col">variant</th>
            ${seeds && html`<th scope="col" class="number">seed</th>`}
            <th scope="col" class="number">train</th>
            <th scope="col" class="number">val</th>
            <th scope="col" class="number">test</th>
            <th scope="col">status</th>
            ${differing.map(({ path }) =>
              html`<th scope="col" class="setting${path.length > 20 && " long"}"><code>${
                breakable(path)
              }</code></th>`
            )}
            <th scope="col" class="number">parameters</th>
            <th scope="col" class="number">steps/s</th>
            <th scope="col" class="number">time</th>
          </tr>
        </thead>
        <tbody>
          ${variants.map((variant) => variant.runs.map((run) => row(variant, run)))}
        </tbody>
      </table>
    `,
  );
}

/** A box that scrolls by itself, so that a wide table does not make the page wide; the keyboard reaches it too. */
export const scrollBox = (label: string, content: Html): Html =>
  html`
    <div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>
  `;

/** A row's header: the variant with its look. */
export const variantHeader = ({ name, index }: Variant): Html =>
  html`
    <th scope="row"><span class="variant">${swatch(index)} <bdi>${name}</bdi></span></th>
  `;

/** What became of a run. */
export const status = ({ summary }: StoredRun): string =>
  summary.status === "finished" ? "finished" : `diverged at step ${formatCount(summary.steps)}` +
    (summary.notFinite === undefined ? "" : `: ${summary.notFinite} is not finite`);

const setting = (text: string): Html =>
  html`<td class="setting${text.length > 20 && " long"}">${text}</td>`;

function valLoss(run: StoredRun, best: boolean): Content {
  const loss = formatLoss(finalLoss(run, "val"));
  return best ? html`<strong>${loss}</strong> <span class="best">best</span>` : loss;
}

/** A dotted path that may break after its dots. */
const breakable = (path: string): Content =>
  path.split(".").map((key, i) => i === 0 ? key : html`.<wbr />${key}`);

/** What the losses in the table are. */
export function lossesNote(variants: readonly Variant[]): Html {
  const batchNorm = variants.some((variant) => variant.runs.some(hasBatchNorm));
  return html`
    <p class="note">
      train, val, test: the loss over the whole split after the last update, in nats per character${batchNorm &&
        "; with batch norm, by its running statistics"}.
    </p>
  `;
}
