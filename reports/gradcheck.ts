/**
 * The page of a gradient check: backpropagation as a lesson, the derivation of each step and of each layer beside its
 * measured difference.
 *
 * @module
 */
import { backwardCode, forwardCode } from "../core/chain_steps.ts";
import { type Check, describeTolerance } from "../core/gradcheck/compare.ts";
import type { Gradcheck } from "../runner/results.ts";
import { partsOfChain } from "./chain_parts.ts";
import { contents } from "./contents.ts";
import { htmlDocument } from "./document.ts";
import { DASH, formatCount, plural } from "./format.ts";
import { formatDifference } from "./gradient_table.ts";
import { type Html, html } from "./html.ts";
import { layerLessons } from "./lessons.ts";
import { stepCard } from "./step_card.ts";
import { compactTable, numbers } from "./compact_table.ts";

/** The page as the text of one HTML file. */
export function renderGradcheck(title: string, results: readonly Gradcheck[]): string {
  const checks = results.flatMap((result) => result.checks);
  const failed = checks.flatMap(({ comparisons }) => comparisons).filter(({ passed }) => !passed);
  const verdict = failed.length === 0
    ? `Every gradient is right: ${
      results.some(({ isChain }) => isChain) ? "small steps, big steps" : "the backward passes"
    } and central differences agree.`
    : `${plural(failed.length, "gradient")} of ${
      formatCount(checks.flatMap(({ comparisons }) => comparisons).length)
    } compared ${failed.length === 1 ? "is" : "are"} off.`;
  const sections = [
    ...results.flatMap((result, i) => [
      summary(result, i),
      ...result.isChain ? [lesson(result, i)] : [],
    ]),
    layerLessons(results),
  ];
  return htmlDocument(
    `Gradient check: ${title}`,
    html`
      <header>
        <h1 dir="auto">Gradient check: ${title}</h1>
        <p class="question">${verdict}</p>
      </header>
      <main>
        <div class="guide">${contents(sections)}</div>
        ${sections}
      </main>
    `,
  );
}

/** What was compared with what, and how it came out. */
function summary({ variant, seed, batchSize, loss, isChain, checks }: Gradcheck, i: number): Html {
  return html`
    <section aria-labelledby="variant-${i}">
      <h2 id="variant-${i}"><bdi>${variant}</bdi></h2>
      <p>
        Seed ${seed}, a batch of ${batchSize}, loss ${loss.toFixed(6)} nats per symbol.
        <a href="#layers">The derivation of each layer</a>, with its numbers, stands below${isChain &&
          html`, and after <a href="#lesson-${i}">that of each small step</a>`}.
      </p>
      ${compactTable(`Checks of ${variant}`, [
        "check",
        ...["within the tolerance", "largest difference", "tolerance", "equal to the last bit"].map(
          numbers,
        ),
      ], checks.map(summaryRow))}
    </section>
  `;
}

function summaryRow({ title, tolerance, comparisons }: Check): Html {
  const holding = comparisons.filter(({ passed }) => passed).length;
  const equal = comparisons.filter(({ exact }) => exact).length;
  return html`
    <tr>
      <th scope="row">${title}</th>
      <td class="number">${holding === comparisons.length
        ? `all ${holding}`
        : `${holding} of ${comparisons.length}`}</td>
      <td class="number">${formatDifference(
        Math.max(...comparisons.map(({ maxdiff }) => maxdiff)),
      )}</td>
      <td class="number">${describeTolerance(tolerance)}</td>
      <td class="number">${equal === 0 ? DASH : equal}</td>
    </tr>
  `;
}

/** The backward pass, step by step, from the loss to the embedding. */
function lesson({ variant, checks }: Gradcheck, i: number): Html {
  const gradientChecks = checks.filter(({ title }) => /steps/.test(title) && !/^big/.test(title));
  return html`
    <section aria-labelledby="lesson-${i}">
      <h2 id="lesson-${i}">The backward pass, step by step</h2>
      <p>
        Of <bdi>${variant}</bdi>, from the loss back. d<i>x</i> is the gradient of the loss by <i>x</i>. Shapes: B
        batch size, T context length, E embedding size, H hidden units, V vocabulary. Three rules give
        every line: the chain rule, element by element; what is used twice adds the gradients of both
        uses; what was broadcast over the batch or a row is summed over it, and what was summed is
        copied.
      </p>
      <nav aria-label="Parts of the lesson">
        <ul class="parts">
          ${partsOfChain().map(({ title }, k) =>
            html`<li><a href="#lesson-${i}-${k}">${title}</a></li>`
          )}
        </ul>
      </nav>
      ${partsOfChain().map(({ title, about, steps }, k) =>
        html`
          <h3 id="lesson-${i}-${k}">${title}</h3>
          <p>${about}</p>
          ${steps.map((step) =>
            stepCard(
              step,
              forwardCode(step.name),
              backwardCode(step.name),
              differences(step.name, gradientChecks),
            )
          )}
        `
      )}
    </section>
  `;
}

/** How far a gradient is from the same gradient in each check that has it. */
function differences(name: string, checks: Check[]): Html {
  const found = checks.flatMap(({ title, comparisons }) => {
    const comparison = comparisons.find((one) => one.name === name);
    return comparison ? [{ title: title.replace(/^small steps /, ""), ...comparison }] : [];
  });
  return html`
    <ul class="differences">
      ${found.map(({ title, maxdiff, exact, passed }) =>
        html`<li>${title}: ${exact ? "equal to the last bit" : formatDifference(maxdiff)}${
          !passed && " – off"
        }</li>`
      )}
    </ul>
  `;
}
