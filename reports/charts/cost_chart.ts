/**
 * The chart of one kind of cost against the final losses.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { ticks } from "d3-array";
import { formatCount, formatLoss, formatShort, isolate, shortNumber } from "../format.ts";
import { lookOf } from "../palette.ts";
import type { Cost, CostPoint } from "./cost_data.ts";
import { domainOf } from "./interval_domain.ts";
import { keyAxis } from "./key_data.ts";
import { lossAxis } from "./loss_axis.ts";
import { logTicks } from "./ticks.ts";

/** How the chart is drawn. */
export interface CostOptions {
  document: Document;
  /** In CSS pixels. */
  width: number;
  /** "val loss (nats per character)" */
  loss: string;
}

/** Runs as dots, variants by their symbols at the means, filled where no other is both cheaper and lower. */
export function costChart({ name, points }: Cost, { document, width, loss }: CostOptions): Element {
  const runs = points.flatMap((point) =>
    point.runs.length > 1 ? point.runs.map((run) => ({ ...run, point })) : []
  );
  const axis = keyAxis([...points, ...runs].map(({ cost }) => cost));
  const domain = domainOf(points.flatMap((point) => point.runs.map((run) => run.loss)), []);
  const [low, high] = axis.domain, levels = ticks(domain[0], domain[1], 5);
  const color = ({ variant }: CostPoint) => lookOf(variant.index).color;
  const columns = axis.log
    ? logTicks({ low, high }).filter((tick) => /^[125]e/.test(tick.toExponential()))
    : ticks(low, high, 4);
  return Plot.plot({
    document,
    width,
    height: 240,
    marginLeft: 50,
    marginRight: 16,
    marginTop: 26,
    marginBottom: 44,
    x: { type: axis.log ? "log" : "linear", domain: axis.domain, axis: null },
    y: { domain, axis: null },
    marks: [
      lossAxis(levels),
      Plot.axisX(columns, { label: null, tickSize: 5, text: columns.map(brief) }),
      Plot.ruleY([domain[0]], { strokeOpacity: 0.3 }),
      Plot.text([loss], {
        frameAnchor: "top-left",
        dx: -48,
        dy: -18,
        textAnchor: "start",
        className: "axis-label",
      }),
      Plot.text([`${name}${axis.log ? " (logarithmic)" : ""}`], {
        frameAnchor: "bottom-right",
        dy: 36,
        textAnchor: "end",
        className: "axis-label",
      }),
      Plot.dot(runs, {
        x: "cost",
        y: "loss",
        r: 2,
        fill: ({ point }) => color(point),
        fillOpacity: 0.7,
      }),
      points.map((point) =>
        Plot.dot([point], {
          x: "cost",
          y: "loss",
          symbol: lookOf(point.variant.index).symbol,
          r: 5.5,
          fill: point.isBest ? color(point) : "var(--page)",
          stroke: color(point),
          strokeWidth: 2,
          title: (point: CostPoint) => `${isolate(point.variant.name)}: ${inWords(point, name)}`,
        })
      ),
    ],
  });
}

/** "2.1046 at 11,897 parameters" */
export const inWords = ({ loss, cost }: CostPoint, name: string): string =>
  `${formatLoss(loss)} at ${brief(cost)} ${name}`;

/** 0.42; 12,345; 123 k; 1.2 M */
const brief = (x: number): string => {
  if (x < 100) return formatShort(x);
  const [unit, word] = x >= 1e9
    ? [1e9, "G"]
    : x >= 1e6
    ? [1e6, "M"]
    : x >= 1e5
    ? [1e3, "k"]
    : [1, ""];
  return word === "" ? formatCount(x) : `${shortNumber(x / unit, 3)}\u00a0${word}`;
};
