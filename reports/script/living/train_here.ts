/**
 * Training a network in the page: the reader changes a few settings and watches its losses over the stored ones.
 *
 * @module
 */
import { blockMeans, MAX_PAGE_STEPS, meansUpTo } from "../../living/block_means.ts";
import { formatCount, formatLoss, formatSeconds } from "../../format.ts";
import type { BatchNormConfig, RunConfig } from "../../../runner/schema/schema.ts";
import type { Selection } from "../selection.ts";
import { element, svgElement } from "../dom.ts";
import { labelled, options, whole, wholeField } from "./dom.ts";
import { type Knob, type KnobName, KNOBS } from "./knobs.ts";
import type { NetworkParts } from "./network.ts";
import type { PageTraining, Starter } from "./page_training.ts";
import { drawRace } from "./race_chart.ts";
import {
  arithmeticHere,
  describeChanges,
  firstDifference,
  type Settings,
  storedSettings,
  withSettings,
} from "./settings.ts";
import { type Answer, startTraining } from "./training.ts";
import { pageRow, storedRow } from "./training_rows.ts";
import { whatHappened } from "./what_happened.ts";
import { FREE_LOOKS } from "../../palette.ts";
import { symbolName } from "../../units.ts";

export interface TrainingOptions {
  starters: readonly Starter[];
  selection: Selection;
  /** What turning batch norm on means. */
  batchNorm: BatchNormConfig;
  /** The first look that no variant has. */
  freeLook: number;
  /** Called with a network that has been trained; gives the name that it joins the others with. */
  onTrained(parts: NetworkParts, run: PageTraining): void;
}

const STEPS = [200, 500, 1000, 2000, 5000, MAX_PAGE_STEPS];
/** So many trainings are kept, each with a look of its own; a further one takes the place of the oldest. */
const KEPT = FREE_LOOKS;

/** Brings `place` to life. */
export function trainHere(place: HTMLElement, given: TrainingOptions): void {
  const { starters, selection, batchNorm, freeLook, onTrained } = given;
  let kept: PageTraining[] = [];
  let made = 0;
  let stop: (() => void) | null = null;

  const starts = starters.map(({ name }, i) => ({ value: String(i), text: name }));
  const start = element("select", {}, ...options(starts, String(bestOf(starters))));
  const knobs = Object.entries(KNOBS).map(([name, knob]) => knobField(name as KnobName, knob));
  const steps = element("select");
  const seed = wholeField(0, 2 ** 32 - 1);
  const button = element("button", { type: "button", class: "go" }, "Train");
  const progress = element("progress", { max: 1, value: 0, "aria-label": "Training" });
  const status = element("p", { class: "message", role: "status" });
  const svg = svgElement("svg", { role: "img" });
  const chart = element("div", {}, svg);
  const rows = element("tbody");

  const starter = () => starters[Number(start.value)];
  const choose = () => {
    const { config, seed: ownSeed } = starter();
    const stored = storedSettings(config, ownSeed);
    for (const { name, offer } of knobs) offer(stored[name]);
    seed.value = seed.defaultValue = String(stored.seed);
    const most = Math.min(MAX_PAGE_STEPS, config.training.steps);
    const lengths = [...new Set([...STEPS.filter((steps) => steps < most), most])];
    const usual = lengths.findLast((steps) => steps <= 1000) ?? lengths[0];
    const before = Number(steps.value);
    const length = lengths.includes(before) ? before : usual;
    steps.replaceChildren(
      ...lengths.map((value) =>
        element("option", { value: String(value), selected: value === length }, formatCount(value))
      ),
    );
  };
  /** The stored runs that are drawn: those of the chosen variants, and the one to start from in any case. */
  const drawn = () =>
    starters.filter((from) => selection.chosen.includes(from.living.look) || from === starter());
  const settings = (): Settings => ({
    seed: whole(seed),
    ...Object.fromEntries(knobs.map(({ name, value }) => [name, value()])),
  });

  const show = () => {
    const length = Math.max(
      ...kept.map(({ until }) => until),
      kept.length ? 0 : Number(steps.value),
    );
    const { alphabet } = starter();
    const width = Math.max(280, Math.min(960, chart.clientWidth || 960));
    drawRace(svg, {
      curves: [
        ...drawn().map(({ living }) => (
          { look: living.look, strong: false, means: meansUpTo(length, living.means) }
        )),
        ...kept.map(({ look, losses }) => ({ look, strong: true, means: blockMeans(losses) })),
      ],
      steps: length,
      guessing: Math.log(alphabet.vocabulary.length),
      unit: symbolName([alphabet]),
      width,
      height: width < 500 ? 260 : 320,
    });
    svg.setAttribute("aria-label", describeRace(drawn(), kept, length));
    rows.replaceChildren(
      ...kept.map(pageRow),
      ...drawn().map((starter) => storedRow(starter, length)),
    );
  };

  const finish = (training: PageTraining, state: string) => {
    training.state = state;
    stop = null;
    button.textContent = "Train";
    progress.hidden = true;
    status.textContent = `${training.name}: ${state}`;
    show();
  };

  const go = async () => {
    const from = starter(), chosen = settings(), until = Number(steps.value);
    const config = {
      ...withSettings(from.config, chosen, batchNorm),
      arithmetic: arithmeticHere(from.config.arithmetic),
    };
    const training: PageTraining = {
      name: `run ${++made}`,
      look: freeLook + (made - 1) % KEPT,
      starter: from,
      settings: chosen,
      losses: [],
      until,
      state: "training",
      val: null,
    };
    kept = [...kept, training].slice(-KEPT);
    let worker: Worker | undefined;
    let isOver = false;
    stop = () => {
      isOver = true;
      worker?.terminate();
      finish(training, `stopped after ${formatCount(training.losses.length)} steps.`);
    };
    button.textContent = "Stop";
    progress.hidden = false;
    progress.value = 0;
    progress.setAttribute("aria-label", "Training");
    status.textContent = `${training.name} trains …`;
    show();
    let began = 0, evaluating = 0;
    const take = (answer: Answer) => {
      if (isOver) return;
      if (answer.kind === "losses") {
        began ||= performance.now();
        training.losses.push(...answer.losses);
        progress.value = training.losses.length / until;
        return show();
      }
      if (answer.kind === "evaluating") {
        evaluating ||= performance.now();
        const seconds = (performance.now() - evaluating) / 1000, { share } = answer;
        const left = seconds < 1 ? "" : `, ${formatSeconds(seconds * (1 - share) / share)} left`;
        progress.value = share;
        progress.setAttribute("aria-label", "Evaluation");
        status.textContent = `${training.name} is evaluated: ${Math.floor(100 * share)} %${left}.`;
        return;
      }
      isOver = true;
      worker?.terminate();
      if (answer.kind === "failure") {
        finish(training, `this browser could not train it: ${answer.message}`);
      } else if (answer.kind === "diverged") {
        const { steps, notFinite } = answer;
        training.losses.splice(steps);
        const how = `diverged at step ${formatCount(steps)}: ${notFinite} is not finite.`;
        finish(training, [how, whatHappened(training)].filter(Boolean).join(" "));
      } else {
        const { steps } = answer;
        training.val = answer.val;
        const seconds = (performance.now() - began) / 1000;
        onTrained(
          { config, alphabet: from.alphabet, weights: answer.weights, steps },
          training,
        );
        finish(
          training,
          [
            `${formatCount(steps)} steps in ${formatSeconds(seconds)}${
              steps < until ? ", then stopped as hopeless" : ""
            }.`,
            whatHappened(training),
            sameness(training, config),
            "It has joined the networks above.",
          ].filter(Boolean).join(" "),
        );
      }
    };
    try {
      const text = await from.text();
      if (isOver) return;
      worker = startTraining({ config, seed: chosen.seed, text, until }, take);
    } catch (error) {
      take({ kind: "failure", message: (error as Error).message });
    }
  };

  start.addEventListener("change", () => (choose(), show()));
  steps.addEventListener("change", show);
  button.addEventListener("click", () => stop ? stop() : void go());
  new ResizeObserver(show).observe(chart);
  progress.hidden = true;
  choose();
  place.append(
    element(
      "div",
      { class: "fields", role: "group", "aria-label": "Settings of the training" },
      labelled("Start from", start),
      ...knobs.map(({ field }) => field),
      labelled("Seed", seed),
      labelled("Steps", steps),
      button,
    ),
    progress,
    status,
    element(
      "figure",
      { class: "race" },
      chart,
      element(
        "figcaption",
        {},
        "Thick: trained here. Thin: the stored runs. Each line is the mean loss of neighboring minibatches, 50 at most. The axis is made for those trained here too; a stored run above it runs along its top.",
      ),
    ),
    element(
      "div",
      { class: "scroll", role: "group", "aria-label": "Trainings in this page", tabindex: 0 },
      element(
        "table",
        { class: "compact" },
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ...["network", "settings", "steps", "minibatch loss", "val loss"].map((heading, i) =>
              element("th", { scope: "col", class: i > 1 ? "number" : "" }, heading)
            ),
          ),
        ),
        rows,
      ),
    ),
  );
  selection.watch(show);
  show();
}

/** What a knob is turned by: a choice of numbers, or a switch; hidden where a run has nothing of the kind. */
function knobField(name: KnobName, { label, values, shows = String }: Knob) {
  const box = element("input", { type: "checkbox" }), choice = element("select");
  const field = values === null
    ? element("div", { class: "field switch" }, element("label", {}, box, ` ${label}`))
    : labelled(label, choice);
  return {
    name,
    field,
    /** Offers other values than the one that is stored. */
    offer(stored: number | undefined) {
      field.hidden = stored === undefined;
      if (stored === undefined) return;
      if (values === null) box.checked = stored === 1;
      else fill(choice, [...new Set([...values, stored])], stored, shows);
    },
    value: () =>
      field.hidden ? undefined : values === null ? Number(box.checked) : Number(choice.value),
  };
}

/** Fills a choice of numbers, the stored one among them chosen. */
function fill(
  choice: HTMLSelectElement,
  values: number[],
  stored: number,
  format: (value: number) => string,
): void {
  const texts = values.sort((a, b) => a - b).map((value) => ({
    value: String(value),
    text: value === stored ? `${format(value)} (stored)` : format(value),
  }));
  choice.replaceChildren(...options(texts, String(stored)));
}

/** Where to start: at the stored run with the lowest val loss, or else at the first. */
function bestOf(starters: readonly Starter[]): number {
  const losses = starters.map(({ living: { val } }) => val ?? Infinity);
  return losses.indexOf(Math.min(...losses));
}

/** How the losses compare with those of the run that it started from. */
function sameness({ starter, settings, losses }: PageTraining, config: RunConfig): string {
  const changes = describeChanges(settings, storedSettings(starter.config, starter.seed));
  if (changes !== "") return "";
  const stored = starter.living.losses;
  const count = Math.min(losses.length, stored.length);
  const at = firstDifference(losses, stored);
  if (at === null) {
    const further = losses.length > count ? "; the page holds no later ones to compare" : "";
    return `Its first ${
      formatCount(count)
    } losses are the same bits as the stored run’s${further}.`;
  }
  const difference = `At step ${formatCount(at)} the loss is ${losses[at]} here and ${
    stored[at]
  } in the stored run`;
  return config.arithmetic === starter.config.arithmetic
    ? `${difference}: not the same bits.`
    : `${difference}: this browser cannot do “${starter.config.arithmetic}” arithmetic and took “${config.arithmetic}”, which rounds differently.`;
}

/** The chart in words. */
function describeRace(
  starters: readonly Starter[],
  kept: readonly PageTraining[],
  steps: number,
): string {
  const ends = [
    ...starters.map(({ name, living }) => ({
      name: `${name} (stored)`,
      end: meansUpTo(steps, living.means).at(-1)?.loss,
    })),
    ...kept.map(({ name, losses }) => ({ name, end: blockMeans(losses).at(-1)?.loss })),
  ];
  return `Minibatch loss over the first ${formatCount(steps)} steps. In the end: ` +
    ends.map(({ name, end }) => `${name} ${formatLoss(end)}`).join(", ") + ".";
}
