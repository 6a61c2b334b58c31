/**
 * What the networks believe before they have learnt anything, against guessing evenly.
 *
 * @module
 */
import { type CurveData, WINDOW } from "../charts/curve_data.ts";
import { formatLoss, formatShort, plural } from "../format.ts";
import { explained } from "../glossary.ts";
import { type Html, html } from "../html.ts";
import { guessing } from "../hopeless.ts";
import { compactTable, numbers, variantHeader } from "../compact_table.ts";
import { examplesOf, lookAt, type Shown } from "./looks.ts";
import { ofVariant } from "../selection.ts";
import type { ShownRun } from "../shown_run.ts";
import { symbolOf } from "../units.ts";

/** The first look of all, if it was taken before the first update. */
const firstLook = (run: ShownRun) => lookAt(run, 0)?.logits;

/** A row a variant; nothing where none was looked into before its first update. */
export function logitsTable(shown: readonly Shown[], curves: CurveData): Html {
  const rows = shown.flatMap((one) => {
    const logits = firstLook(one.run);
    return logits ? [{ ...one, logits, V: one.run.summary.dataset.vocabulary.length }] : [];
  });
  if (rows.length === 0) return html``;
  const sizes = new Set(rows.map(({ V }) => V));
  const [{ V }] = rows;
  const unit = symbolOf(rows.map(({ run }) => run));
  return html`
    <h3>Before the first step: the logits</h3>
    ${explain(rows, curves)}
    ${compactTable(
      "The logits before the first step",
      [
        "variant",
        ...["loss", "above ln V", "logits, std", "largest |logit|", "P(right)", "P(likeliest)"]
          .map(numbers),
      ],
      html`
        ${rows.map(({ variant, folded, logits, V }) =>
          html`
            <tr ${ofVariant(variant, !folded)}>
              ${variantHeader(variant)}
              <td class="number">${formatLoss(logits.loss)}</td>
              <td class="number">${difference(logits.loss, V)}</td>
              <td class="number">${formatShort(logits.std)}</td>
              <td class="number">${formatShort(logits.max)}</td>
              <td class="number">${formatShort(logits.right)}</td>
              <td class="number">${formatShort(logits.likeliest)}</td>
            </tr>
          `
        )}
        ${sizes.size === 1 && html`
          <tr>
            <th scope="row">guessing evenly</th>
            <td class="number">${formatLoss(Math.log(V))}</td>
            <td class="number">0</td>
            <td class="number">0</td>
            <td class="number">0</td>
            <td class="number">${formatShort(1 / V)}</td>
            <td class="number">${formatShort(1 / V)}</td>
          </tr>
        `}
      `,
    )}
    <p class="note">${explained(html`
      On the ${plural(
        examplesOf(rows[0].run),
        "training example",
      )} looked at, loss in nats per ${unit}. Guessing evenly
      gives each of the V ${unit}s the same probability, which costs ln V. Large logits are confidence
      before anything was learnt.
    `)}</p>
  `;
}

function difference(loss: number | null, V: number): string {
  if (loss === null) return formatLoss(loss);
  const above = loss - Math.log(V);
  return `${above < 0 ? "−" : "+"}${formatLoss(Math.abs(above))}`;
}

/** Up to so far above ln V, a first loss is as good as guessing; and from here on it is a fall that teaches nothing. */
const NEAR = 0.1, HOCKEY_STICK = 1;

/** What the table says of the variants: those of which it says the same together, each named where it is chosen. */
export function explain(rows: readonly Shown[], { runs }: CurveData): Html {
  const back = ({ variant, run }: Shown) =>
    runs.find((one) => one.variant === variant.index && one.seed === run.summary.seed)?.back ??
      null;
  const says = (one: Shown) =>
    above(one.run) <= NEAR
      ? `a start as good as guessing evenly: a loss of ${
        firstLook(one.run)!.loss!.toFixed(2)
      }, and ${lnV(one.run)}.`
      : tooSure(one.run, back(one));
  return html`${
    [...Map.groupBy(rows, says)].map(([text, alike]) =>
      html`
        <p class="alike"><span class="names">${alike.map(({ variant, folded }) =>
          html`<strong ${ofVariant(variant, !folded)}><bdi>${variant.name}</bdi></strong>`
        )}</span>: ${text}</p>
      `
    )
  }`;
}

/** What a first loss above guessing means. @param back after how many steps training was first below guessing */
function tooSure(run: ShownRun, back: number | null): string {
  const { loss, right, likeliest } = firstLook(run)!;
  if (loss === null) return "a first loss that is not finite.";
  const why = `on average ${formatShort(likeliest)} goes to the likeliest ${symbolOf([run])} and ` +
    `${formatShort(right)} to the right one, so the loss is ${formatShort(loss)}, not ${lnV(run)}.`;
  if (above(run) < HOCKEY_STICK) return `a start a little too sure: ${why}`;
  const wrong = `a start that is confidently wrong: ${why}`;
  // With a penalty in them, the losses of steps do not tell when it was back at guessing.
  if (run.config.training.penalty) return wrong;
  if (back === null && run.summary.steps < WINDOW) return wrong;
  return `${wrong} Smoothed over ${WINDOW} steps, its minibatch loss is ` +
    (back === null
      ? "never below guessing."
      : `first below guessing after ${plural(back, "step")}: the steep start of a “hockey stick”.`);
}

const lnV = (run: ShownRun) =>
  `ln ${run.summary.dataset.vocabulary.length} = ${guessing(run).toFixed(2)}`;

/** By how much the first loss is above guessing evenly; NaN where it is not finite. */
const above = (run: ShownRun): number => (firstLook(run)!.loss ?? NaN) - guessing(run);
