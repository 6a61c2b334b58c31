import * as Plot from "@observablehq/plot";
import { svg } from "../../../reports/charts/svg.ts";
import { html } from "../../../reports/html.ts";
import { LIGHT } from "../../../reports/palette.ts";

/** What was measured of one quantity: how `y` grows with `x`. */
export interface Series {
  title: string;
  /** What x is, with its unit. */
  x: string;
  /** What y is, with its unit. */
  y: string;
  points: Point[];
}

export interface Point {
  x: number;
  y: number;
  workers: number;
}

const WIDTH = 340;
const HEIGHT = 300;
const TOP = 62;
const DASHES = ["none", "6 4"];

/**
 * Charts side by side, as an SVG file that stands alone. Both axes are logarithmic, so that what grows in proportion is
 * parallel to the dotted line.
 */
export function scalingChart(series: Series[], caption: string): string {
  const width = WIDTH * series.length;
  const drawing = html`
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox="0 0 ${width} ${TOP + HEIGHT}"
      width="${width}"
      height="${TOP + HEIGHT}"
      role="img"
      font-family="system-ui, sans-serif"
      font-size="12"
      color="#222"
      fill="#222"
    >
      <title>How the cost of training grows</title>
      <desc>${series.map(inWords).join(" ")}</desc>
      <rect width="100%" height="100%" fill="#fff" stroke="none" />
      <text x="12" y="20">${caption}</text>
      ${series.map((s, i) =>
        html`
          <g transform="translate(${i * WIDTH}, ${TOP})">
            <text x="12" y="-14" font-weight="600">${s.title}</text>
            ${panel(s, `panel-${i}`)}
          </g>
        `
      )}
    </svg>
  `;
  return drawing.text.trim() + "\n";
}

function panel({ x, y, points }: Series, id: string) {
  const xs = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
  const ticks = roundNumbers(points.map((point) => point.y));
  return svg({
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 56,
    marginRight: 34,
    marginBottom: 42,
    x: { type: "log", label: x },
    y: { type: "log", label: y },
    marks: [
      // Given as text, since a tickFormat is not asked for all ticks of a logarithmic axis.
      Plot.axisX(thinned(xs), {
        text: shortCount,
        labelArrow: "none",
        labelAnchor: "center",
      }),
      Plot.axisY(ticks, { text: shortCount, labelArrow: "none" }),
      Plot.gridY(ticks),
      Plot.line(proportional(points), {
        x: "x",
        y: "y",
        stroke: "#999",
        strokeDasharray: "1 3",
      }),
      [...new Set(points.map(({ workers }) => workers))].map((workers, i) => {
        const own = points.filter((point) => point.workers === workers);
        const label = `${workers} worker${workers === 1 ? "" : "s"}`;
        return [
          Plot.line(own, { x: "x", y: "y", stroke: LIGHT[i], strokeDasharray: DASHES[i] }),
          Plot.dot(own, { x: "x", y: "y", fill: LIGHT[i], r: 2.5 }),
          Plot.text([label], {
            frameAnchor: "top-left",
            dx: 6,
            dy: 4 + 15 * i,
            fill: LIGHT[i],
            fontWeight: 600,
          }),
        ];
      }),
    ],
  }, id);
}

/** What the last point of one worker would mean, if cost grew in proportion. */
function proportional(points: Point[]): { x: number; y: number }[] {
  const own = points.filter(({ workers }) => workers === 1);
  const [first, last] = [own[0], own[own.length - 1]];
  const lowest = Math.min(...points.map(({ y }) => y));
  // Only where the data is, so that it does not stretch the axis.
  const start = Math.max(first.x, last.x * lowest / last.y);
  return [{ x: start, y: last.y * start / last.x }, { x: last.x, y: last.y }];
}

const thinned = (xs: number[]): number[] => xs.length <= 5 ? xs : xs.filter((_, i) => i % 2 === 0);

/** 1, 2 and 5 times powers of ten, within the range of the values. */
function roundNumbers(values: number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const powers = Array.from({ length: 16 }, (_, i) => 10 ** (i - 6));
  return powers.flatMap((power) => [power, 2 * power, 5 * power])
    .filter((tick) => tick >= low && tick <= high);
}

const shortCount = (x: number): string =>
  x >= 1e6 ? `${x / 1e6}M` : x >= 1e4 ? `${x / 1e3}k` : x.toLocaleString("en");

const inWords = ({ title, points, x, y }: Series): string =>
  `${title} (${x}: ${y}): ${points.map((p) => `${p.x}: ${p.y.toPrecision(3)}`).join(", ")}.`;
