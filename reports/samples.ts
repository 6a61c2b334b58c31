/**
 * What the networks say: samples side by side, before, while and after they learnt.
 *
 * @module
 */
import type { Samples } from "../runner/results.ts";
import { formatCount, formatShare, plural } from "./format.ts";
import { type Content, type Html, html } from "./html.ts";
import { chosenFew } from "./few.ts";
import { whyNone } from "./inside/looks.ts";
import { swatch } from "./palette.ts";
import { hasSeeds, type Variant } from "./rows.ts";
import { ofVariant } from "./selection.ts";
import { bracketed, pieces, visibleText } from "./visible.ts";
import { fewSteps, stepParts, type Steps, stepSlider } from "./step_slider.ts";
import type { ShownRun } from "./shown_run.ts";

/** A column a variant, of its first seed, at the step of a slider; further seeds fold out below, as they ended. */
export function samplesSection(variants: readonly Variant[]): Html {
  const runs = variants.flatMap((variant) => variant.runs);
  if (runs.every((run) => samplesByStep(run).size === 0)) return html``;
  const seeds = hasSeeds(variants);
  const first = variants.map((variant) => ({ variant, run: variant.runs[0] }));
  const all = first.flatMap(({ run }) => [...samplesByStep(run).keys()]);
  const few = fewSteps(all, variants.length), chosen = chosenFew(variants);
  const steps: Steps = { id: "samples", steps: few, start: few.length - 1 };
  const others = variants.flatMap((variant) =>
    variant.runs.slice(1).map((run) =>
      column(
        { variant, run, seeds, isChosen: chosen.includes(variant), when: whenOf(run) },
        list(run, last(run)),
      )
    )
  );
  const isOneStep = few.length < 2;
  return html`
    <section aria-labelledby="samples">
      <h2 id="samples">Samples</h2>
      <p class="note">${note(runs)}</p>
      <div data-steps>
        ${stepSlider(steps)}
        <div class="columns">
          ${first.map(({ variant, run }) =>
            column(
              {
                variant,
                run,
                seeds,
                isChosen: chosen.includes(variant),
                when: run.inspections.length === 0 ? whenOf(run) : undefined,
              },
              isOneStep ? list(run, last(run)) : stepParts(
                steps,
                (step) => list(run, samplesByStep(run).get(step), whyNone(run, step)),
              ),
            )
          )}
        </div>
      </div>
      ${others.length > 0 && html`
        <details class="unprinted">
          <summary>Samples of the other seeds</summary>
          <div class="columns">${others}</div>
        </details>
      `}
    </section>
  `;
}

/**
 * What a run wrote, by how many updates it had done: what it was asked for, and before that what the looks inside saw.
 */
export function samplesByStep({ inspections, summary, config }: ShownRun): Map<number, Samples> {
  const all = new Map<number, Samples>();
  for (const look of inspections) if (look.samples.length > 0) all.set(look.step, look);
  const asked = config.samples.when === "before" ? 0 : summary.steps;
  if (summary.samples.length > 0) all.set(asked, summary);
  return new Map([...all].sort(([a], [b]) => a - b));
}

const last = (run: ShownRun): Samples | undefined => [...samplesByStep(run).values()].at(-1);

/** When a run wrote its last samples; nothing where that was in the end. */
function whenOf(run: ShownRun): string | undefined {
  const step = [...samplesByStep(run).keys()].at(-1) ?? run.summary.steps;
  if (step === 0) return "before training";
  return step < run.summary.steps ? `at step ${formatCount(step)}` : undefined;
}

const KNOWN = "in the training set";
const AGAIN = "again";

/** Explains the marks that occur. */
function note(runs: readonly ShownRun[]): Content {
  // Running text has no marks.
  const lists = runs.filter(({ summary }) => summary.dataset.lead === undefined)
    .flatMap((run) => [...samplesByStep(run).values()]);
  const same = runs.every(({ inspections, config }) =>
    inspections.length > 1 && Object.keys(config.random.samples).length === 0
  );
  const known = lists.some(({ inTraining }) => inTraining !== undefined);
  const again = lists.some(({ samples }) => new Set(samples).size < samples.length);
  const [beginning = "", ...otherwise] = new Set(
    runs.map(({ config }) => config.samples.beginning ?? ""),
  );
  return [
    beginning !== "" && otherwise.length === 0 && html`
      Each begins with “<bdi>${visibleText(beginning)}</bdi>”.
    `,
    same && "At each step they are drawn by the same random numbers. ",
    known && html`
      ${mark("◆", KNOWN)} is in the training set.
    `,
    again && html`
      ${mark("↻", AGAIN)} comes again in the same list.
    `,
  ];
}

interface Column {
  variant: Variant;
  run: ShownRun;
  /** Whether seeds are to be told apart. */
  seeds: boolean;
  isChosen: boolean;
  /** Of which time its samples are, where no slider says it. */
  when?: string;
}

function column({ variant, run, seeds, isChosen, when }: Column, content: Content): Html {
  const { seed } = run.summary;
  const notes = [seeds && `seed ${seed}`, when].filter(Boolean);
  return html`
    <div class="column" ${ofVariant(variant, isChosen)}>
      <h3>
        ${swatch(variant.index)} <bdi>${variant.name}</bdi>
        ${notes.length > 0 && html`<span class="note">${notes.join(", ")}</span>`}
      </h3>
      <div>${content}</div>
    </div>
  `;
}

/** The samples one below the other, and how many are known or come again. */
function list(run: ShownRun, written: Samples | undefined, otherwise = "no samples"): Html {
  if (written === undefined) return html`<p class="note">${otherwise}</p>`;
  if (run.summary.dataset.lead !== undefined) return texts(written.samples);
  const { samples, inTraining } = written;
  const before = new Set<string>();
  const rows = samples.map((text, i) => {
    const isAgain = before.has(text);
    before.add(text);
    return html`<li dir="auto">${sample(text)}${inTraining?.[i] && mark("◆", KNOWN)}${
      isAgain && mark("↻", AGAIN)
    }</li>`;
  });
  return html`
    <p class="note counts">${counts(written, before.size)}</p>
    <ul class="samples">${rows}</ul>
  `;
}

/** Running text as it stands, the first sample at once, the others folded. */
function texts([first, ...others]: readonly string[]): Html {
  const block = (text: string) => html`<li dir="auto"><bdi>${seen(text, true)}</bdi></li>`;
  return html`
    <ul class="samples texts">${block(first)}</ul>
    ${others.length > 0 && html`
      <details class="unprinted">
        <summary>${formatCount(others.length)} more</summary>
        <ul class="samples texts">${others.map(block)}</ul>
      </details>
    `}
  `;
}

/** "3 of 20 (15 %) ◆ · 1 ↻", short enough for one line; a run from before this was recorded does not say. */
function counts({ samples, inTraining }: Samples, distinct: number): Content {
  const n = samples.length, known = inTraining?.filter(Boolean).length;
  return [
    known === undefined
      ? plural(n, "sample")
      : [`${known} of ${n} (${formatShare(known / n)}) `, mark("◆", KNOWN)],
    distinct < n && [` · ${n - distinct} `, mark("↻", AGAIN)],
  ];
}

const mark = (sign: string, meaning: string): Html =>
  html`
    <span class="mark" role="img" aria-label="${meaning}" title="${meaning}">${sign}</span>
  `;

/** A longer sample shows only its beginning until it is unfolded. */
const LONG = 60;

function sample(text: string): Html {
  if (text === "") return html`<em class="note">empty</em>`;
  if (text.length <= LONG) return html`<bdi>${seen(text)}</bdi>`;
  const beginning = [...text].slice(0, 40).join("").trimEnd();
  return html`
    <details
      class="unprinted"><summary><bdi>${seen(beginning)}</bdi>…</summary><bdi>${seen(
        text,
      )}</bdi></details>
  `;
}

/** A text with something to see for each of its characters. */
const seen = (text: string, isRunningText = false): Content =>
  pieces(text, isRunningText).map((piece) =>
    piece.isMark ? html`<span class="unseen">${bracketed(piece)}</span>` : piece.text
  );
