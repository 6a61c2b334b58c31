/**
 * Successive halving and pruning: who went on, and who was ended where.
 *
 * @module
 */
import type { Round } from "../../runner/results.ts";
import { rungsChart, type RungsData } from "../charts/rungs_chart.ts";
import { drawnTwice } from "../charts/svg.ts";
import { formatCount, plural } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { Variant } from "../rows.ts";
import { colorsBy } from "./axes.ts";
import type { SweepData } from "./sweep_data.ts";

/** Nothing without halving. */
export function halvingSection(data: SweepData, variants: readonly Variant[]): Html {
  const { rungs, configs } = data;
  if (rungs.length === 0 || configs.every(({ rungs }) => rungs.every((loss) => loss === null))) {
    return html``;
  }
  const steps = Math.max(...variants.map(({ runs: [run] }) => run.config.training.steps));
  const colors = colorsBy(data);
  const chart: RungsData = {
    stops: [...rungs, steps],
    lines: configs.map(({ name, rungs, ended, place, state, loss }, i) => ({
      name,
      color: colors[i],
      losses: ended !== undefined || place === null ? rungs : [...rungs, loss],
      ...ended && { ended: state },
    })),
    loss: lossOf(data),
    axis: "step (logarithmic)",
    isLogarithmic: true,
  };
  const counts = countsOf(chart);
  const words = counts.map((count, k) =>
    k < rungs.length
      ? `${plural(count, "setting")} at step ${formatCount(rungs[k])}`
      : `${formatCount(count)} to the end, step ${formatCount(steps)}`
  );
  return section(
    "Halving",
    "Successive halving",
    chart,
    words,
    html`
      At each rung the losses, the means over the seeds, decide who goes on; × are those that were ended
      there. In color: those that were trained to the end.
    `,
  );
}

/** Nothing without pruning. @param rounds of pruning, in order */
export function pruningSection(data: SweepData, rounds: readonly Round[], seeds: number): Html {
  if (rounds.length === 0) return html``;
  const colors = colorsBy(data);
  const last = rounds[rounds.length - 1].seeds;
  const chart: RungsData = {
    stops: [...rounds.map(({ seeds }) => seeds), ...last < seeds ? [seeds] : []],
    lines: data.configs.map(({ name, loss, losses }, i) => {
      const scores = rounds.flatMap(({ scores }) =>
        scores.filter(({ variant }) => variant === name)
      );
      const isPruned = scores.some(({ kept }) => !kept);
      const isWhole = !isPruned && last < seeds && losses.length === seeds;
      return {
        name,
        color: colors[i],
        losses: [...scores.map(({ loss }) => loss), ...isWhole ? [loss] : []],
        ...isPruned && { ended: `pruned after ${plural(scores.length, "seed")}` },
      };
    }),
    loss: lossOf(data),
    axis: "seeds",
    isLogarithmic: false,
  };
  if (chart.lines.every(({ losses }) => losses.every((loss) => loss === null))) return html``;
  const counts = countsOf(chart);
  const changes = counts.map((count, k) => ({ count, k })).filter(({ count, k }) =>
    count !== counts[k - 1] || k === counts.length - 1
  );
  const words = changes.map(({ count, k }) =>
    `${plural(count, "setting")} with ${plural(chart.stops[k], "seed")}`
  );
  return section(
    "Pruning",
    "Pruning by paired seeds",
    chart,
    words,
    html`
      The loss is the mean over the seeds so far. After each, × are those that the test said are worse than
      the lowest over the same seeds: they got no further ones. In color: those that are left.
    `,
  );
}

const lossOf = ({ split, unit }: SweepData) => `${split} loss (nats per ${unit})`;

/** How many came to each stop. */
const countsOf = ({ stops, lines }: RungsData): number[] =>
  stops.map((_, k) => lines.filter(({ losses }) => losses.length > k).length);

function section(
  title: string,
  label: string,
  chart: RungsData,
  words: readonly string[],
  meaning: Html,
): Html {
  const id = title.toLowerCase();
  return html`
    <section class="halving" aria-labelledby="${id}">
      <h2 id="${id}">${title}</h2>
      <figure class="chart rungs">
        ${drawnTwice(
          `${label}. ${words.join("; ")}.`,
          (document, width) => rungsChart(chart, { document, width }),
          id,
        )}
        <figcaption>
          <p>${words.join(
            ", ",
          )}. ${meaning} ▲ counts those beyond the top, or without a finite loss.</p>
        </figcaption>
      </figure>
    </section>
  `;
}
