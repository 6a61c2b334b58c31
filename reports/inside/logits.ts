/**
 * What the networks believe before they have learnt anything, against guessing evenly.
 *
 * @module
 */
import type { StoredRun } from "../../runner/results.ts";
import { formatLoss, formatShort, plural } from "../format.ts";
import { type Html, html } from "../html.ts";
import { smoothAt } from "../smooth.ts";
import { scrollBox, variantHeader } from "../table.ts";
import { lookAt, type Shown } from "./looks.ts";

/** The first look of all, if it was taken before the first update. */
const firstLook = (run: StoredRun) => lookAt(run, 0)?.logits;

/** A row a variant; nothing where none was looked into before its first update. */
export function logitsTable(shown: readonly Shown[]): Html {
  const rows = shown.flatMap((one) => {
    const logits = firstLook(one.run);
    return logits ? [{ ...one, logits, V: one.run.summary.dataset.vocabulary.length }] : [];
  });
  if (rows.length === 0) return html``;
  const sizes = new Set(rows.map(({ V }) => V));
  const [{ V }] = rows;
  return html`
    <h3>Before the first step: the logits</h3>
    ${rows.map(({ variant, run }) => explain(variant.name, run))}
    ${scrollBox(
      "The logits before the first step",
      html`
        <table class="compact">
          <thead>
            <tr>
              <th scope="col">variant</th>
              <th scope="col" class="number">loss</th>
              <th scope="col" class="number">above ln V</th>
              <th scope="col" class="number">logits, std</th>
              <th scope="col" class="number">largest |logit|</th>
              <th scope="col" class="number">P(right)</th>
              <th scope="col" class="number">P(likeliest)</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(({ variant, logits, V }) =>
              html`
                <tr>
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
          </tbody>
        </table>
      `,
    )}
    <p class="note">
      On ${plural(
        rows[0].run.config.training.batchSize,
        "training example",
      )}, loss in nats per character. Who knows
      nothing had better give each of the V characters the same probability, which costs ln V. Large
      logits are confidence that nothing has earned yet.
    </p>
  `;
}

function difference(loss: number | null, V: number): string {
  if (loss === null) return formatLoss(loss);
  const above = loss - Math.log(V);
  return `${above < 0 ? "−" : "+"}${formatLoss(Math.abs(above))}`;
}

/** Above ln V by more than this, the loss begins with a fall that teaches nothing. */
const HOCKEY_STICK = 0.3;

/** One sentence or two on the first look. */
export function explain(name: string, run: StoredRun): Html {
  const { loss, right, likeliest } = firstLook(run)!;
  const V = run.summary.dataset.vocabulary.length, guessing = Math.log(V);
  const subject = html`<bdi>${name}</bdi>`;
  if (loss === null) return html`<p>${subject} starts with a loss that is not finite.</p>`;
  if (loss <= guessing + HOCKEY_STICK) {
    return html`
      <p>
        ${subject} starts where guessing evenly is: a loss of ${loss.toFixed(
          2,
        )}, beside ln ${V} = ${guessing.toFixed(2)}.
      </p>
    `;
  }
  const back = stepsToGuessing(run, guessing);
  return html`
    <p>
      ${subject} starts confidently wrong: on average it gives ${formatShort(
        likeliest,
      )} to the likeliest character and
      ${formatShort(right)} to the right one, so its loss is ${formatShort(
        loss,
      )}, not ln ${V} = ${guessing.toFixed(2)}.
      ${back === null
        ? "Training never took that back."
        : `The first ${
          plural(back, "step")
        } only took that back: the steep start of a “hockey stick”.`}
    </p>
  `;
}

/** After how many steps the smoothed training loss is below ln V; null where it never is. */
function stepsToGuessing({ losses }: StoredRun, guessing: number): number | null {
  for (let step = 0; step < losses.length; step++) {
    const loss = smoothAt(losses, step, 10);
    if (loss !== null && loss < guessing) return step;
  }
  return null;
}
