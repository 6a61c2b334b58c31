/**
 * What happened inside: activations, gradients, updates and embeddings, variants side by side.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { chosenFew, fewInWords } from "./few.ts";
import { formatCount, plural } from "./format.ts";
import { explained } from "./glossary.ts";
import { type Content, type Html, html } from "./html.ts";
import { activationPanels } from "./inside/activations.ts";
import { embeddingPanels, vowelsOf } from "./inside/embedding.ts";
import { gradientPanels } from "./inside/gradients.ts";
import { logitsTable } from "./inside/logits.ts";
import {
  activationOf,
  examplesOf,
  layersOf,
  pickedOf,
  type Shown,
  shownRuns,
  shownSteps,
} from "./inside/looks.ts";
import { legend } from "./inside/panel.ts";
import { preActivationPanels } from "./inside/pre_activations.ts";
import { parametersOf, ratioPanels } from "./inside/ratios.ts";
import { saturationPanels } from "./inside/saturation.ts";
import { hasSeeds, type Variant } from "./rows.ts";
import { ofVariant } from "./selection.ts";
import { type Steps, stepSlider } from "./step_slider.ts";

/** The section; nothing where no run was looked into. */
export function insideSection(variants: readonly Variant[], curves: CurveData): Html {
  const shown = shownRuns(variants);
  if (shown.length === 0) return html``;
  const looks = shownSteps(shown);
  const steps: Steps = { id: "inside", steps: looks, start: looks.length - 1 };
  const layers = layersOf(shown);
  const hidden = layers.slice(0, -1);
  const vowels = [...new Set(shown.flatMap(({ run }) => vowelsOf(run.summary.dataset)))];
  const activations = new Set(
    shown.flatMap(({ run }) =>
      run.inspections.flatMap(({ layers }) => layers.map((layer) => activationOf(layer, run)))
    ),
  );
  const tanh = activations.has("tanh");
  const relu = activations.has("relu");
  return html`
    <section aria-labelledby="inside">
      <h2 id="inside">What happened inside</h2>
      <p class="note">${introduction(variants, shown, looks)}</p>
      ${withoutLooks(variants, shown)}
      ${logitsTable(shown, curves)}
      ${updates(shown)}
      <div data-steps>
        ${stepSlider(steps)}
        ${hidden.length > 0 && [
          figure(
            "Pre-activations",
            hidden.map((
              layer,
            ) => [layerTitle(layer, hidden), preActivationPanels(shown, steps, layer)]),
            `Each stroke is a unit: what its activation is given, from a standard deviation below the mean over the batch to one above; the line joins the means. ${
              tanh ? "Where it is shaded, tanh is flat (|h| > 0.97) and learns little. " : ""
            }${
              relu ? "Below 0, relu is off. " : ""
            }Healthy strokes are alike and reach 1 to 2 to either side of 0.`,
          ),
          figure(
            "Activations",
            hidden.map((layer) => [
              layerTitle(layer, hidden),
              activationPanels(shown, steps, layer),
            ]),
            `The share of a layer’s outputs in each of 60 bins, on an axis of square roots, so that small bins show beside large ones. ${
              tanh ? "Piles in the shaded ends are saturated units." : ""
            }`,
          ),
          figure(
            "Saturated units",
            hidden.map((layer) => [
              layerTitle(layer, hidden),
              saturationPanels(shown, steps, layer),
            ]),
            `A row is an example (32 at most), a column a unit (every other, or fewer, of more than 100), the most saturated first. Colored: ${
              [tanh && "|h| > 0.97 (tanh)", relu && "h = 0 (relu)"].filter(Boolean).join(", ")
            }, where (almost) no gradient comes through. Dead units, colored in every example of the batch, are underlined.`,
          ),
        ]}
        ${figure(
          "Logits",
          activationPanels(shown, steps, "output"),
          "The same of the output layer. The axis of values is the same for all variants at a step, not from step to step.",
        )}
        ${figure(
          "Gradients",
          [
            legend(shown),
            gradientPanels(shown, steps),
          ],
          "How many gradients have which absolute size, on a logarithmic axis, in quarters of a decade; each end counts all beyond it. Lines far apart learn at different speeds with the same learning rate; a gradient that shrinks from layer to layer vanishes.",
        )}
        ${figure(
          "Embedding",
          embeddingPanels(shown, steps),
          `Each symbol where the embedding puts it: the closer, the more alike they are to the network. More than two dimensions are shown by their first two principal components. ${
            vowels.length > 0 ? `Bold and colored: the vowels ${vowels.join(", ")}. ` : ""
          }The axes are the same for all variants and steps.`,
        )}
      </div>
    </section>
  `;
}

/** What the figures show, and of which runs. @param looks the steps */
function introduction(
  variants: readonly Variant[],
  shown: readonly Shown[],
  looks: readonly number[],
): Content {
  const isTrained = ({ run }: Shown) => run.config.inspections.batch === "trained";
  const trained = shown.filter(isTrained), probed = shown.filter((one) => !isTrained(one));
  const B = [...new Set(probed.map(({ run }) => examplesOf(run)))];
  const seeds = [...new Set(shown.map(({ run }) => run.summary.seed))];
  return [
    probed.length > 0 &&
    `Every look inside sends the same ${
      B.map(formatCount).join(" or ")
    } training examples, drawn at random, through the network and back. Their contexts are different ones, as far as there are so many.`,
    trained.length > 0 &&
    `${
      probed.length > 0
        ? "Where a variant’s settings say so, a look inside sees"
        : "Every look inside sees"
    } the batch of the last update: what it left on its way through the network and back before that update, the gradients that this was done by, and the parameters after it.`,
    looks.length === 1 && looks[0] === 0 && html`<strong>The only look was taken before the first
      step: it shows the network as it began, not what became of it.</strong>`,
    hasSeeds(variants) && `Shown is each variant’s first seed, ${seeds.join(" or ")}.`,
    pickedOf(shown).length < shown.length &&
    html`Shown first ${pickedOf(shown).length === 1 ? "is" : "are"} ${
      fewInWords(shown.map(({ variant }) => variant))
    }<span class="on-screen">; “Variants” chooses others, at
      the first and the last step</span>.`,
    shown.length < variants.length &&
    `Of ${plural(variants.length, "variant")}, ${formatCount(shown.length)} can be shown.`,
  ].filter(Boolean).map((sentence, i) => [i > 0 && " ", sentence]);
}

/** Says of each variant that is chosen, but cannot be shown, that it is not forgotten. */
function withoutLooks(variants: readonly Variant[], shown: readonly Shown[]): Content {
  const others = variants.filter((variant) => !shown.some((one) => one.variant === variant));
  const few = chosenFew(variants);
  return others.map((variant) =>
    html`<p class="note" ${
      ofVariant(variant, few.includes(variant))
    }><strong><bdi>${variant.name}</bdi></strong>: ${
      variant.runs[0].inspections.length === 0
        ? "its run was not looked into"
        : html`the page has no room for its looks inside, which are in its run’s folder,
          <code>${variant.runs[0].folder}</code>`
    }.</p>`
  );
}

const figure = (title: string, content: Content, caption: string): Html =>
  html`
    <h3>${title}</h3>
    <figure class="inside">
      <figcaption>${explained(caption)}</figcaption>
      ${content}
    </figure>
  `;

/** The name of a layer, where there are several. */
const layerTitle = (layer: string, layers: readonly string[]): Content =>
  layers.length > 1 && html`<h4>${layer}</h4>`;

/** More parameters than these are only counted. */
const MAX_NAMED = 6;

function updates(shown: readonly Shown[]): Content {
  const { matrices, vectors } = parametersOf(shown);
  if (matrices.length === 0) return null;
  const more = vectors.length - MAX_NAMED;
  const further = vectors.length > 0 && html`
    <details>
      <summary>Vectors: ${vectors.slice(0, MAX_NAMED).map((name, i) =>
        html`${i > 0 && ", "}<code>${name}</code>`
      )}${more > 0 && ` and ${formatCount(more)} more`}</summary>
      <h4>update : data</h4>
      ${ratioPanels(shown, vectors, "update")}
      <h4>gradient : data</h4>
      ${ratioPanels(shown, vectors, "gradient")}
    </details>
  `;
  return [
    figure(
      "Updates beside what they change",
      [legend(shown), ratioPanels(shown, matrices, "update")],
      "log₁₀ of std(update) / std(parameter), by step. As a rule of thumb about −3, the thick line, is a good pace: far below, a parameter hardly learns; far above, it may be thrown about, but output layers often lie higher and train well.",
    ),
    figure(
      "Gradients beside what they change",
      [ratioPanels(shown, matrices, "gradient"), further],
      "The same of the gradients, before the learning rate: log₁₀ of std(gradient) / std(parameter).",
    ),
  ];
}
