/**
 * The report's section on the one number that its variants differ in.
 *
 * @module
 */
import { capitalized } from "./capitalized.ts";
import { inWords, keyChart, offScale } from "./charts/key_chart.ts";
import { keyAxis, type KeyData, keyData, shortenedAxis } from "./charts/key_data.ts";
import { keyName } from "./charts/key_name.ts";
import { drawnTwice } from "./charts/svg.ts";
import { glyphList, type Meaning } from "./glyphs.ts";
import { isolate, plural } from "./format.ts";
import { kindOfTrouble } from "./hopeless.ts";
import { type Html, html } from "./html.ts";
import type { MissingRun } from "../runner/results.ts";
import type { Variant } from "./rows.ts";

/**
 * The chart of that number against the final loss; nothing where the variants differ in more, or in what is no number.
 */
export function keySection(
  variants: readonly Variant[],
  missing: readonly MissingRun[] = [],
): Html {
  const data = keyData(variants);
  if (data === undefined) return html``;
  return html`
    <section aria-labelledby="key">
      <h2 id="key">Final loss by ${keyName(data.path)}</h2>
      <figure class="chart key">
        ${drawnTwice(
          summary(data),
          (document, width) => keyChart(data, { document, width }),
          "key",
        )}
        <figcaption>
          ${glyphList(glyphs(data))}
          <p>${caption(data)}</p>
          ${offTheScale(data)} ${leftOut(variants, missing)}
        </figcaption>
      </figure>
    </section>
  `;
}

/** The marks that the chart has. */
function glyphs({ points, lowest }: KeyData): Meaning[] {
  const hasSeeds = points.some(({ losses }) => losses.length > 1);
  const hasGaps = points.some(({ gap }) => gap !== undefined);
  const isFit = points.some(({ losses }) => losses.length > 0);
  const isLost = points.some(({ hopeless }) => hopeless.length > 0);
  const all: (Meaning | false)[] = [
    hasSeeds && ["seed", "the seeds"],
    ["key", hasSeeds ? "their mean" : "a run"],
    lowest !== undefined && ["lowest", "the lowest"],
    hasGaps && ["upright", "interval of the distance from the lowest"],
    hasGaps && ["dotted", "a bar that reaches it cannot be told from the lowest"],
    isFit && isLost && ["aboveKey", "off the scale"],
  ];
  return all.filter((meaning) => meaning !== false);
}

/** What one must know to read the chart. */
function caption({ path, points, split }: KeyData): Html {
  const values = points.map(({ value }) => value);
  const isShortened = shortenedAxis(values).breaks.length > 0;
  const hasZero = keyAxis(values).log && values.includes(0);
  return html`
    The ${split} loss after the last update against <code>${path}</code>, the only setting in which the variants
    differ.
    ${isShortened && "The axis is shortened at //."}
    ${hasZero && "0 stands left of where the logarithmic axis begins."}
  `;
}

const LIMIT = 12;

/** The variants that the axis is not made for. */
function offTheScale({ points, split }: KeyData): Html {
  const lost = points.filter(({ hopeless }) => hopeless.length > 0);
  const isFit = points.some(({ losses }) => losses.length > 0);
  if (lost.length === 0) return html``;
  const parts = lost.slice(0, LIMIT).map((point, i) =>
    html`${i > 0 && ", "}<bdi>${point.variant.name}</bdi> (${offScale(point)})`
  );
  const more = lost.length - LIMIT;
  const kinds = [
    ...new Set(
      lost.flatMap(({ variant }) => variant.runs.flatMap((run) => kindOfTrouble(run, split) ?? [])),
    ),
  ];
  return html`
    <p>
      ${capitalized(kinds.join(" or "))}${isFit && ", off the scale"}: ${parts}${more > 0 &&
        ` and ${plural(more, "more variant")}`}.
    </p>
  `;
}

/** Settings that halving or pruning has ended, all of which have fewer losses than the others, or none. */
function leftOut(variants: readonly Variant[], missing: readonly MissingRun[]): Html {
  const ended = new Set(missing.filter(({ stopped }) => stopped).map(({ variant }) => variant));
  if (ended.size === 0) return html``;
  const here = variants.filter(({ name }) => ended.has(name)).length, gone = ended.size - here;
  return html`
    <p>
      ${gone > 0 &&
        `Left out: ${plural(gone, "setting")} that ${
          gone === 1 ? "was" : "were"
        } ended early, before the last update.`}
      ${here > 0 &&
        `${plural(here, "setting")} ${here === 1 ? "was" : "were"} ended early and ${
          here === 1 ? "has" : "have"
        } fewer seeds than the others.`}
    </p>
  `;
}

/** More variants than these are only counted; the table has them all. */
const SPOKEN = 16;

/** The chart for who cannot see it. */
function summary({ path, points, split }: KeyData): string {
  const parts = points.slice(0, SPOKEN).map((point) =>
    `${isolate(point.variant.name)}: ${inWords(point)}`
  );
  const more = points.length - SPOKEN;
  if (more > 0) parts.push(`and ${plural(more, "more variant")}`);
  return `Final ${split} loss by ${keyName(path)}. ${parts.join("; ")}.`;
}
