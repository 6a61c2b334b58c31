/**
 * The lesson of each kind of layer: what it computes, how its gradients come of that, its code, and how far these are
 * from central differences.
 *
 * @module
 */
import { LAYERS } from "../core/layers.ts";
import type { Lesson } from "../core/lesson.ts";
import { LOSSES } from "../core/losses.ts";
import type { Gradcheck } from "../runner/results.ts";
import { formatCount, plural } from "./format.ts";
import { formula } from "./formula.ts";
import { formatDifference } from "./gradient_table.ts";
import { type Content, type Html, html } from "./html.ts";
import { compactTable, numbers } from "./compact_table.ts";

/** So many gradients are shown without being asked for. */
const MANY = 12;

/** What there is to tell of a kind of layer, or of the loss. */
interface Part {
  type: string;
  about: string;
  lessons: readonly Lesson[];
}

const PARTS: readonly Part[] = [
  { type: "loss", about: "softmax and cross-entropy in one", lessons: LOSSES },
  ...LAYERS,
];

/** The section: all kinds of layers that the models have, from the loss back. */
export function layerLessons(results: readonly Gradcheck[]): Html {
  const layers = results.flatMap(({ layers }) => layers);
  const called = new Set(layers.flatMap(({ functions }) => functions));
  const types = new Set(layers.map(({ type }) => type));
  const lessonsOf = ({ type, lessons }: Part) =>
    lessons.filter(({ forward }) => forward ? called.has(forward.name) : types.has(type));
  const parts = [
    ...[...types].flatMap((type) => PARTS.find((part) => part.type === type) ?? []),
    ...PARTS.filter((part) => !types.has(part.type) && lessonsOf(part).length > 0),
  ];
  return html`
    <section aria-labelledby="layers">
      <h2 id="layers">Each layer, from the loss back</h2>
      <p>
        d<i>x</i> is the gradient of the loss by <i>x</i>, and each layer makes its own out of d<i>out</i>, which the
        one behind it has left. Training by plain arithmetic runs this
        code; the kernels of other arithmetics come to the same, but for rounding. Letters: B batch size, T context length, E embedding size,
        H units, V vocabulary; a dot is a product number by number. <code>deno task lesson</code> writes a course on all
        layers, with numbers to change and mistakes to find.
      </p>
      <nav aria-label="Layers">
        <ul class="parts">${parts.map(({ type }) =>
          html`<li><a href="#layer-${type}">${type}</a></li>`
        )}</ul>
      </nav>
      ${parts.map((part) =>
        html`
          <h3 id="layer-${part.type}">${part.type}</h3>
          <p class="note">${part.about}.${calls(part, results)}</p>
          ${lessonsOf(part).map((lesson) => card(part.type, lesson))} ${gradients(
            part.type,
            results,
          )}
        `
      )}
    </section>
  `;
}

/** Where the other functions are told that layers of this kind call. */
function calls({ type, lessons }: Part, results: readonly Gradcheck[]): Content {
  const own = lessons.flatMap(({ forward }) => forward?.name ?? []);
  const functions = results.flatMap(({ layers }) => layers)
    .filter((layer) => layer.type === type).flatMap((layer) => layer.functions);
  const others = [...new Set(functions)].flatMap((name) => {
    const part = own.includes(name)
      ? undefined
      : PARTS.find(({ lessons }) => lessons.some(({ forward }) => forward?.name === name));
    return part
      ? [html`
        It is made with <a href="#layer-${part.type}">${part.type}</a>, told there.
      `]
      : [];
  });
  return others;
}

function card(type: string, lesson: Lesson): Html {
  return html`
    <article class="step">
      ${lessonText(type, lesson)}
      <div class="passes">${[lesson.forward, lesson.backward].map((code) =>
        code && html`<pre><code>${code.toString()}</code></pre>`
      )}</div>
    </article>
  `;
}

/**
 * What a lesson tells beside the code: formulas, and how the ones back come of the ones forward.
 *
 * @param type of the layer that it is of
 * @throws {SyntaxError} for a formula that cannot be read
 */
export function lessonText(
  type: string,
  { shapes, formulas, derivation, gradients }: Lesson,
): Html {
  const set = (field: string, text: string): Html => {
    try {
      return formula(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new SyntaxError(
        `the lesson of ${type}: ${field} cannot be read: ${error.message}; reports/formula.ts tells how formulas are written`,
      );
    }
  };
  return html`
    <p class="quiet">${shapes}</p>
    <h4>Forward</h4>
    ${formulas.map((text) => html`<p class="formula">${set("formulas", text)}</p>`)}
    <h4>Derivation</h4>
    <ol class="derivation">
      ${derivation.map(([text, because]) =>
        html`
          <li>${text !== "" &&
            html`<span class="formula">${
              set("derivation", text)
            }</span>`}<span>${because}</span></li>
        `
      )}
    </ol>
    ${gradients.length > 0 && html`<h4>Backward</h4>`}
    ${gradients.map((text) => html`<p class="formula">${set("gradients", text)}</p>`)}
  `;
}

/** How far the gradients of all layers of a kind are from those that they should be, in each check that has them. */
function gradients(type: string, results: readonly Gradcheck[]): Content {
  const found = results.flatMap(({ variant, layers, checks }) =>
    layers.filter((layer) => layer.type === type).flatMap((layer) =>
      layer.gradients.map((name) => ({
        variant,
        layer: layer.name,
        name,
        checks: checks.flatMap(({ title, comparisons }) => {
          const comparison = comparisons.find((one) => one.name === name);
          return comparison ? [{ title, ...comparison }] : [];
        }),
      }))
    )
  );
  if (found.length === 0) return null;
  const titles = [...new Set(found.flatMap(({ checks }) => checks.map(({ title }) => title)))];
  const all = found.flatMap(({ checks }) => checks);
  const off = all.filter(({ passed }) => !passed).length;
  const severalVariants = results.length > 1;
  const label = `Gradients of ${type}`;
  const table = compactTable(
    label,
    [
      severalVariants && html`<th scope="col">variant</th>`,
      "layer",
      "gradient of",
      "shape",
      ...titles.map(numbers),
    ],
    found.map(({ variant, layer, name, checks }) =>
      html`
        <tr>
          ${severalVariants && html`<td><bdi>${variant}</bdi></td>`}
          <td><bdi>${layer}</bdi></td>
          <th scope="row"><code>${name}</code></th>
          <td>${checks.length > 0 && `[${checks[0].shape.join(", ")}]`}</td>
          ${titles.map((title) => {
            const check = checks.find((one) => one.title === title);
            return html`<td class="number">${
              check &&
              [formatDifference(check.maxdiff), !check.passed && " – off"]
            }</td>`;
          })}
        </tr>
      `
    ),
  );
  const summary = `${plural(found.length, "gradient")}, ${
    off === 0
      ? "all within the tolerance"
      : `${formatCount(off)} of ${plural(all.length, "comparison")} off`
  }; the largest difference is ${formatDifference(Math.max(...all.map(({ maxdiff }) => maxdiff)))}`;
  return found.length > MANY
    ? html`<details><summary>${summary}</summary>${table}</details>`
    : html`<p class="note">${summary}.</p>${table}`;
}
