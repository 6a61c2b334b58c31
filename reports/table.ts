/**
 * The table of variants: how each ended, what differs between them, and what they cost.
 *
 * @module
 */
import type { MissingRun, Split } from "../runner/results.ts";
import { keyName } from "./charts/key_name.ts";
import { type Difference, differences, formatValue } from "./differences.ts";
import { drawnExamples, evaluatedOn } from "./evaluated.ts";
import {
  DASH,
  formatCount,
  formatLoss,
  formatPerplexity,
  formatSeconds,
  shortened,
  shortNumber,
} from "./format.ts";
import { guessingText, isHopeless, isWorseThanGuessing, trouble } from "./hopeless.ts";
import { explained } from "./glossary.ts";
import { type Content, type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import { ranking } from "./ranking.ts";
import { finalLoss, hasBatchNorm, hasSeeds, type Variant } from "./rows.ts";
import { bestVal, counted, decidingSplit } from "./scores.ts";
import { mean, standardDeviation } from "./statistics.ts";
import type { ShownRun } from "./shown_run.ts";
import { symbolOf } from "./units.ts";
import { isSameData } from "./comparison.ts";

/** A row's runs: all of a variant's, or just one of them. */
interface Row {
  variant: Variant;
  runs: readonly ShownRun[];
}

/** A cell: what it shows, and the number that it is sorted by; null where there is none. */
interface Cell {
  content: Content;
  value?: number | null;
}

interface Column {
  title: Content;
  cell: (row: Row) => Cell;
  isSetting?: boolean;
  /** Of its numbers, for a table that is taken along. */
  unit?: string;
  /** How to say once what all rows have alike; the column is left out then. */
  alike?: (content: Content) => Content;
}

/** More settings than these would make the table wider than the page. */
const MAX_SETTINGS = 2;

/** A row a variant, its seeds together; further below, folded, a row a run. */
export function resultsTable(variants: readonly Variant[]): Html {
  const seeds = hasSeeds(variants);
  const settings = differences(variants.map((variant) => variant.runs[0].config));
  const isMany = settings.length > MAX_SETTINGS;
  const settingColumns = isMany ? [] : settings.map((
    { path, values },
  ): Column => ({
    title: html`<span ${className(keyName(path).length > 16 ? "long" : "")}>${
      nameIn(settings, path)
    }</span>`,
    cell: ({ variant: { index } }) => settingCell(values[index]),
    isSetting: true,
  }));
  const rows = variants.map((variant) => ({ variant, runs: variant.runs }));
  const all = variants.flatMap((variant) => variant.runs.map((run) => ({ variant, runs: [run] })));
  const split = decidingSplit(variants);
  const lowest = isSameData(variants) ? lowestVariants(variants) : undefined;
  const unit = `nats per ${symbolOf(variants.flatMap(({ runs }) => runs))}`;
  const columns = [
    ...(seeds ? [seedsColumn(split)] : []),
    ...lossColumns(split, unit, lowest),
    statusColumn(split),
    ...settingColumns,
    ...costColumns,
  ];
  const common = rows.length > 1 ? columns.filter((column) => isAlike(column, rows)) : [];
  return html`
    ${sortableTable(
      "Results of the variants",
      columns.filter((column) => !common.includes(column)),
      rows,
    )}
    ${common.length > 0 && html`
      <p class="note">
        The same for all: ${common.map(({ alike, cell }, i) =>
          html`${i > 0 && ", "}${alike!(cell(rows[0]).content)}`
        )}.
      </p>
    `}
    ${settings.length > 0 && (isMany ? manySettings(settings, variants) : html`
      <p class="note">
        As keys of the config: ${settings.map(({ path }, i) =>
          html`${i > 0 && ", "}${nameIn(settings, path)} <code>${breakable(path)}</code>`
        )}.
      </p>
    `)}
    ${seeds && html`
      <details>
        <summary>Each of the ${formatCount(all.length)} runs</summary>
        ${sortableTable("Results of each run", [
          seedColumn,
          ...lossColumns(split, unit),
          statusColumn(split),
          ...costColumns,
        ], all)}
      </details>
    `}
  `;
}

/** A box that scrolls by itself, so that a wide table does not make the page wide; the keyboard reaches it too. */
export const scrollBox = (label: string, content: Html): Html =>
  html`
    <div class="scroll" role="group" aria-label="${label}" tabindex="0">${content}</div>
  `;

/** The head of a column of numbers in a `compactTable`. */
export const numbers = (head: string): Html => html`<th scope="col" class="number">${head}</th>`;

/** A small table in a box that scrolls. `heads` are its columns' titles; false is no column. */
export const compactTable = (
  label: string,
  heads: readonly (Html | string | false)[],
  rows: Content,
): Html =>
  scrollBox(
    label,
    html`
      <table class="compact">
        <thead>
          <tr>
            ${heads.map((head) =>
              typeof head === "string" ? html`<th scope="col">${head}</th>` : head
            )}
          </tr>
        </thead>
        <tbody>${rows}</tbody>
      </table>
    `,
  );

/** A row's header: the variant with its look. */
export const variantHeader = ({ name, index }: Variant): Html =>
  html`
    <th scope="row"><span class="variant">${swatch(index)} <bdi>${name}</bdi></span></th>
  `;

/** What the numbers in the table are. */
export function lossesNote(variants: readonly Variant[], missing: readonly MissingRun[]): Html {
  const batchNorm = variants.some((variant) => variant.runs.some(hasBatchNorm));
  const seeds = hasSeeds(variants);
  const split = decidingSplit(variants);
  const runs = variants.flatMap((variant) => variant.runs);
  const guessers = runs.filter((run) => isWorseThanGuessing(run, split));
  const withoutSane = variants.some(({ runs }) =>
    runs.every((run) => isHopeless(run, split)) &&
    runs.some(({ summary }) => summary.status !== "diverged")
  );
  const drawn = (when: "onTheWay" | "atTheEnd") => drawnExamples(runs, "val", when);
  const isCapped = drawn("onTheWay").some((count) => count !== null);
  const why = missing.slice(0, 20).map(({ variant, seed, reason }, i) =>
    html`${i > 0 && "; "}<bdi>${variant}</bdi>, seed ${seed}: <bdi>${reason}</bdi>`
  );
  return html`
    <p class="note">${explained(html`
          val, train and test are the loss over ${evaluatedOn(
            drawn("atTheEnd"),
            "split",
          )} after the last update, in nats per
          ${symbolOf(runs)}${batchNorm &&
            "; with batch norm, by its running statistics"}. best val is the lowest
          of all evaluations, at this step${isCapped &&
            "; there is none where those on the way were on other examples than the last"}, and perplexity is e to the ${split} loss.${seeds &&
            ` Here ± is the standard deviation over the seeds that ended no worse than guessing, around their mean${
              withoutSane
                ? "; where a variant has none, over all its seeds that did not diverge"
                : ""
            }; in the answer it is a confidence interval.`}
      steps/s, in two digits, and time are as measured, with whatever else the machine did at once.
          ${guessers.length > 0 &&
            ` Worse than guessing is a ${split} loss above ${
              [...new Set(guessers.map(guessingText))].join(" or ")
            }, that of holding every symbol for equally likely.`}
    `)}</p>
    ${why.length > 0 && notInTable(
      html`
        <p class="note">
          Not in the table: ${why}${missing.length > why.length &&
            `; and ${formatCount(missing.length - why.length)} more`}.
        </p>
      `,
      missing.length,
    )}
  `;
}

/** More runs than these that are missing are told of where one asks. */
const MAX_MISSING = 3;

const notInTable = (told: Html, count: number): Html =>
  count <= MAX_MISSING ? told : html`
    <details class="note">
      <summary>${formatCount(count)} runs are not in the table</summary>
      ${told}
    </details>
  `;

function sortableTable(label: string, columns: readonly Column[], rows: readonly Row[]): Html {
  const body = rows.map((row) =>
    html`<tr>${variantHeader(row.variant)}${
      columns.map(({ cell, isSetting }) => dataCell(cell(row), isSetting))
    }</tr>`
  );
  const heads = columns.map(({ title, cell, isSetting, unit }) => {
    const isNumber = rows.some((row) => cell(row).value !== undefined);
    const kind = isSetting ? "setting" : isNumber ? "number" : "";
    const attribute = unit !== undefined && html`
      data-unit="${unit}"
    `;
    return html`
      <th scope="col" ${className(kind)}${attribute}>${title}</th>
    `;
  });
  return scrollBox(
    label,
    html`
      <table class="sortable">
        <thead>
          <tr><th scope="col">variant</th>${heads}</tr>
        </thead>
        <tbody>${body}</tbody>
      </table>
    `,
  );
}

function dataCell({ content, value }: Cell, isSetting = false): Html {
  const kind = isSetting ? "setting" : value === undefined ? "" : "number";
  const attribute = typeof value === "number" && html`
    data-value="${value}"
  `;
  return html`<td${className(kind)}${attribute}>${content}</td>`;
}

const className = (name: string): Content =>
  name !== "" && html`
    class="${name}"
  `;

/** Final losses, the best val loss and its step, and perplexity. Marks the variants with the `lowest` loss of the split that decides. */
function lossColumns(deciding: Split, unit: string, lowest?: Set<Variant>): Column[] {
  const final = (split: Split): Column => ({
    title: split,
    unit,
    cell: ({ variant, runs }) => {
      const cell = average(counted(runs, deciding).map((run) => endLoss(run, split)), formatLoss);
      if (split !== deciding || !lowest?.has(variant)) return cell;
      return {
        ...cell,
        content: html`<strong>${cell.content}</strong> <span class="best">lowest</span>`,
      };
    },
  });
  const best: Column = {
    title: "best val",
    unit,
    cell: ({ runs }) => {
      const some = counted(runs, deciding);
      const { content, value } = average(some.map((run) => bestVal(run)?.loss), formatLoss);
      return { content: [content, stepsOfBest(some)], value };
    },
  };
  const perplexity: Column = {
    title: "perplexity",
    cell: ({ runs }) => {
      const losses = counted(runs, deciding).flatMap((run) => endLoss(run, deciding) ?? []);
      return average(losses.length === 0 ? [] : [Math.exp(mean(losses))], formatPerplexity);
    },
  };
  return [final("val"), best, final("train"), final("test"), perplexity];
}

/** Also a hopeless run's; null where it diverged. */
const endLoss = (run: ShownRun, split: Split): number | null =>
  run.summary.status === "diverged" ? null : finalLoss(run, split);

/** "at 16,000", or from the first to the last over the seeds. */
function stepsOfBest(runs: readonly ShownRun[]): Content {
  const steps = runs.flatMap((run) => bestVal(run)?.step ?? []);
  if (steps.length === 0) return null;
  const [first, last] = [Math.min(...steps), Math.max(...steps)].map(formatCount);
  return html`
    <span class="deviation">at ${first === last ? first : `${first}–${last}`}</span>
  `;
}

const statusColumn = (deciding: Split): Column => ({
  title: "status",
  cell: ({ runs }) => ({ content: roomy(status(runs, deciding)) }),
  alike: (content) => content,
});

const costColumns: Column[] = [
  {
    title: "parameters",
    cell: ({ runs: [{ summary: { parameters } }] }) => (
      { content: formatCount(parameters), value: parameters }
    ),
    alike: (content) => [content, " parameters"],
  },
  {
    title: "steps/s",
    cell: ({ runs }) => once(runs.map((run) => run.summary.stepsPerSecond), formatPace),
  },
  {
    title: "time",
    cell: ({ runs }) => once(runs.map((run) => run.summary.seconds), formatSeconds),
  },
];

/** Measured again, further digits are others. */
const formatPace = (stepsPerSecond: number): string => formatCount(shortNumber(stepsPerSecond, 2));

/** How many runs the row's losses are of. */
const seedsColumn = (deciding: Split): Column => ({
  title: "seeds",
  cell: ({ runs }) => {
    const some = counted(runs, deciding).filter((run) => run.summary.status !== "diverged").length;
    const content = some === runs.length ? `${some}` : `${some} of ${runs.length}`;
    return { content, value: some };
  },
  alike: (content) => [content, " seeds"],
});

const seedColumn: Column = {
  title: "seed",
  cell: ({ runs: [{ summary: { seed } }] }) => ({ content: seed, value: seed }),
};

/** A text that is given some width where it is long. */
const roomy = (text: string): Content =>
  text.length > 20 ? html`<span class="long">${text}</span>` : text;

/** What became of a row's runs. */
function status(runs: readonly ShownRun[], deciding: Split): string {
  const troubles = runs.flatMap((run) => trouble(run, deciding) ?? []);
  if (troubles.length === 0) return "finished";
  if (runs.length === 1) return troubles[0];
  const kinds = Map.groupBy(troubles, (text) => text.replace(/ at step .*/, ""));
  return [...kinds].map(([kind, some]) => `${formatCount(some.length)} ${kind}`).join(", ");
}

/** "2.1042 ± 0.0013": mean and standard deviation of those that are there. */
function average(values: (number | null | undefined)[], format: (x: number) => string): Cell {
  const there = values.filter((x) => x !== null && x !== undefined);
  if (there.length === 0) return { content: DASH, value: null };
  const content = format(mean(there));
  if (there.length === 1) return { content, value: there[0] };
  return {
    content: html`${content} <span class="deviation">± ${format(standardDeviation(there))}</span>`,
    value: mean(there),
  };
}

/** The mean alone. */
const once = (values: number[], format: (x: number) => string): Cell => (
  { content: format(mean(values)), value: mean(values) }
);

/** Counts have separators; what is larger is none. */
function settingText(value: unknown): string {
  const isCount = typeof value === "number" && Number.isInteger(value) && value >= 1000 &&
    value < 1e12;
  return isCount ? formatCount(value) : formatValue(value);
}

const settingCell = (value: unknown): Cell => {
  const text = settingText(value), content = roomy(text);
  return typeof value === "number" ? { content, value } : { content };
};

/** What most of the variants have that have this setting; the first of several such values. */
function usualOf({ values }: Difference): unknown {
  const counts = Map.groupBy(
    values.filter((one) => one !== undefined),
    (one) => JSON.stringify(one),
  );
  return [...counts.values()].toSorted((a, b) => b.length - a.length)[0][0];
}

/** More characters of a value would be a config of their own. */
const MAX_VALUE = 40;

/** Many settings, folded: what most variants have, and of each variant what is otherwise. */
function manySettings(settings: readonly Difference[], variants: readonly Variant[]): Html {
  const usual = settings.map(usualOf);
  const own = (at: number) =>
    settings.filter(({ values }, k) =>
      values[at] !== undefined && JSON.stringify(values[at]) !== JSON.stringify(usual[k])
    );
  return html`
    <details>
      <summary>The ${formatCount(settings.length)} settings that differ</summary>
      ${compactTable(
        "Settings that differ",
        ["setting", "most variants", "key of the config"],
        settings.map(({ path }, k) =>
          html`
            <tr>
              <th scope="row">${nameIn(settings, path)}</th>
              <td>${shortened(settingText(usual[k]), MAX_VALUE)}</td>
              <td><code>${path}</code></td>
            </tr>
          `
        ),
      )} ${compactTable(
        "Settings that are not those of most variants",
        ["variant", "otherwise than most"],
        variants.map((variant, at) =>
          html`
            <tr>
              ${variantHeader(variant)}
              <td>${own(at).map(({ path, values }, i) =>
                html`${i > 0 && "; "}${nameIn(settings, path)} <strong>${
                  shortened(settingText(values[at]), MAX_VALUE)
                }</strong>`
              )}</td>
            </tr>
          `
        ),
      )}
    </details>
  `;
}

/** The variants with the lowest mean loss; none where there is nothing to compare. */
function lowestVariants(variants: readonly Variant[]): Set<Variant> {
  const { ranked, meanOf } = ranking(variants);
  return new Set(
    ranked.length > 1 ? ranked.filter((variant) => meanOf(variant) === meanOf(ranked[0])) : [],
  );
}

/** Whether the rows show the same, which can be said once. */
const isAlike = ({ cell, alike }: Column, rows: readonly Row[]): boolean =>
  alike !== undefined &&
  new Set(rows.map((row) => html`${cell(row).content}`.text)).size === 1;

/** A setting in plain words, or where two would have the same ones, its path. */
function nameIn(settings: readonly Difference[], path: string): Content {
  const name = keyName(path);
  const isUnique = settings.filter((other) => keyName(other.path) === name).length === 1;
  return isUnique ? name : html`<code>${breakable(path)}</code>`;
}

/** A dotted path that may break after its dots. */
const breakable = (path: string): Content =>
  path.split(".").map((key, i) => i === 0 ? key : html`.<wbr />${key}`);
