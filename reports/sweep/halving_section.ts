/**
 * Successive halving: who went on, and who was ended where.
 *
 * @module
 */
import { rungsChart } from "../charts/rungs_chart.ts";
import { drawnTwice } from "../charts/svg.ts";
import { formatCount, plural } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { Variant } from "../rows.ts";
import type { SweepData } from "./sweep_data.ts";

/** Nothing without halving. */
export function halvingSection(data: SweepData, variants: readonly Variant[]): Html {
  const { rungs, configs } = data;
  if (rungs.length === 0 || configs.every(({ rungs }) => rungs.every((loss) => loss === null))) {
    return html``;
  }
  const steps = Math.max(...variants.map(({ runs: [run] }) => run.config.training.steps));
  const at = (k: number) => configs.filter(({ rungs }) => rungs.length > k).length;
  const end = configs.filter(({ ended, place }) => ended === undefined && place !== null).length;
  const counts = [...rungs.keys()].map((k) => at(k));
  const words = counts.map((count, k) =>
    `${plural(count, "setting")} at step ${formatCount(rungs[k])}`
  ).concat(`${formatCount(end)} to the end, step ${formatCount(steps)}`);
  return html`
    <section class="halving" aria-labelledby="halving">
      <h2 id="halving">Halving</h2>
      <figure class="chart rungs">
        ${drawnTwice(
          `Successive halving. ${words.join("; ")}.`,
          (document, width) => rungsChart(data, { document, width, steps }),
          "rungs",
        )}
        <figcaption>
          <p>
            ${words.join(
              ", ",
            )}. At each rung the losses, the means over the seeds, decide who goes on; × are
            those that were ended there. In color: those that were trained to the end. ▲ counts those beyond the top, or without a finite loss.
          </p>
        </figcaption>
      </figure>
    </section>
  `;
}
