/**
 * Training a network in the page: the reader changes a few settings and watches its losses over the stored ones.
 *
 * @module
 */
import { blockMeans, meansUpTo } from "../../living/block_means.ts";
import { formatCount, formatLoss, formatSeconds } from "../../format.ts";
import type { BatchNormConfig } from "../../../runner/schema/schema.ts";
import type { Selection } from "../selection.ts";
import { element, svgElement } from "../dom.ts";
import type { NetworkParts } from "./network.ts";
import type { PageTraining, Starter } from "./page_training.ts";
import { drawRace } from "./race_chart.ts";
import { arithmeticHere, withSettings } from "./training_settings.ts";
import { type Answer, startTraining } from "./training_worker.ts";
import { trainingFields } from "./training_fields.ts";
import { pageEnd, pageRow, storedEnd, storedRow } from "./training_rows.ts";
import { sameness, whatHappened } from "./what_happened.ts";
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

/** So many trainings are kept, each with a look of its own; a further one takes the place of the oldest. */
const KEPT = FREE_LOOKS;

/** Brings `place` to life. */
export function trainInPage(place: HTMLElement, given: TrainingOptions): void {
  const { starters, selection, batchNorm, freeLook, onTrained } = given;
  let kept: PageTraining[] = [];
  let made = 0;
  let stop: (() => void) | null = null;

  const { fields, starter, settings, until } = trainingFields(starters, () => show());
  const button = element("button", { type: "button", class: "go" }, "Train");
  const progress = element("progress", { max: 1, value: 0, "aria-label": "Training" });
  const status = element("p", { class: "message", role: "status" });
  const svg = svgElement("svg", { role: "img" });
  const chart = element("div", {}, svg);
  const rows = element("tbody");

  /** The stored runs that are drawn: those of the chosen variants, and the one to start from in any case. */
  const drawn = () =>
    starters.filter((from) => selection.chosen.includes(from.living.look) || from === starter());
  const show = () => {
    const length = Math.max(
      ...kept.map(({ until }) => until),
      kept.length ? 0 : until(),
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
    const from = starter(), chosen = settings(), steps = until();
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
      until: steps,
      diverged: null,
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
        progress.value = training.losses.length / steps;
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
        training.diverged = answer.steps;
        const at = formatCount(answer.steps);
        const how = `diverged at step ${at}: ${answer.notFinite} is not finite.`;
        const said = [how, whatHappened(training), sameness(training, config)];
        finish(training, said.filter(Boolean).join(" "));
      } else {
        training.val = answer.val;
        const seconds = (performance.now() - began) / 1000;
        onTrained(
          { config, alphabet: from.alphabet, weights: answer.weights, steps: answer.steps },
          training,
        );
        finish(
          training,
          [
            `${formatCount(answer.steps)} steps in ${formatSeconds(seconds)}${
              answer.steps < steps ? ", then stopped as hopeless" : ""
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
      worker = startTraining({ config, seed: chosen.seed, text, until: steps }, take);
    } catch (error) {
      take({ kind: "failure", message: (error as Error).message });
    }
  };

  button.addEventListener("click", () => stop ? stop() : void go());
  new ResizeObserver(show).observe(chart);
  progress.hidden = true;
  place.append(
    element(
      "div",
      { class: "fields", role: "group", "aria-label": "Settings of the training" },
      ...fields,
      button,
    ),
    progress,
    status,
    raceFigure(chart),
    trainingsTable(rows),
  );
  selection.watch(show);
  show();
}

const raceFigure = (chart: HTMLElement): HTMLElement =>
  element(
    "figure",
    { class: "race" },
    chart,
    element(
      "figcaption",
      {},
      "Thick: trained here. Thin: the stored runs. Each line is the mean loss of neighboring minibatches, 50 at most. The axis is made for those trained here too; a stored run above it runs along its top.",
    ),
  );

const trainingsTable = (rows: HTMLElement): HTMLElement =>
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
  );

/** The chart in words. */
function describeRace(
  starters: readonly Starter[],
  kept: readonly PageTraining[],
  steps: number,
): string {
  const ends = [
    ...starters.map((starter) => (
      { name: `${starter.name} (stored)`, end: storedEnd(starter, steps) }
    )),
    ...kept.map((training) => ({ name: training.name, end: pageEnd(training) })),
  ];
  return `Minibatch loss over the first ${formatCount(steps)} steps. In the end: ` +
    ends.map(({ name, end }) => `${name} ${formatLoss(end)}`).join(", ") + ".";
}
