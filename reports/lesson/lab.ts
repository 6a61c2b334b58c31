/**
 * Numbers of a tiny batch beside a lesson: what is given, what comes of it, the gradients, and central differences
 * beside them.
 *
 * @module
 */
import { fillTiny, type Outcome, type Tiny, type TinyGradient } from "../../core/gradcheck/tiny.ts";
import { formatDifference } from "../gradient_table.ts";
import { type Content, type Html, html } from "../html.ts";
import { grid, withoutSlope } from "./grids.ts";
import { openTiny } from "./tinies.ts";

/** The seed of the numbers that are there at first. */
export const FIRST = 4;

/** A tiny batch with the numbers that are there at first. */
export function firstTiny(key: string): { tiny: Tiny; outcome: Outcome } {
  const tiny = openTiny(key);
  fillTiny(tiny, FIRST);
  return { tiny, outcome: tiny.run() };
}

/** All numbers of a lesson. The page's script makes those that are given fields, and keeps the rest up to date. */
export function lab(key: string): Html {
  const { tiny, outcome } = firstTiny(key);
  return html`
    <div class="lab" data-lab="${key}">
      <h4>A tiny batch</h4>
      <p class="note">
        ${outcome.gradients.length === 0
          ? "What comes in, and what comes out."
          : "What comes in, and dout, the gradient that comes back. Below it, what the code above makes of them, and central differences."}
        <span class="lively">Change a number: what it moves is marked.</span>
      </p>
      <div class="controls"></div>
      <p class="message" role="status"></p>
      ${labBody(tiny, outcome)}
    </div>
  `;
}

/** The numbers of a tiny batch. */
export const labBody = (tiny: Tiny, { values, gradients }: Outcome): Html =>
  html`
    <div class="lab-body">
      <div class="grids">${givenGrids(tiny)}</div>
      <h5>Forward</h5>
      <div class="grids">
        ${Object.entries(values).map(([name, tensor]) => grid(tensor, { name, role: "value" }))}
      </div>
      ${gradients.length > 0 && html`<h5>Backward, and the check</h5>`}
      ${gradients.map((gradient) => checkedGradient(gradient))}
    </div>
  `;

/** What a reader may change of a tiny batch; of the chain only some of it. */
export const givenGrids = ({ symbols, given }: Tiny, only?: readonly string[]): Content => [
  ...Object.entries(symbols).filter(([name]) => only?.includes(name) ?? true)
    .map(([name, one]) => grid(one, { name, role: "symbols" })),
  ...Object.entries(given).filter(([name]) => only?.includes(name) ?? true)
    .map(([name, one]) => grid(one, { name, role: "given" })),
];

/** A gradient, central differences, and how far these are apart. @param before what stands before them */
export function checkedGradient(gradient: TinyGradient, before: Content = ""): Html {
  const { name, backward, differences, smooth } = gradient;
  const without = withoutSlope(differences, smooth);
  return html`
    <div class="checked" data-gradient="${name}">
      <div class="grids">
        ${before}
        ${grid(backward, { name, role: "gradient" })}
        ${grid(differences, {
          name,
          title: "by differences",
          role: "differences",
          without,
        })}
      </div>
      ${agreement(gradient)}
    </div>
  `;
}

/** So close, and yet not within the tolerance, differences may be what is less exact. */
const NEARLY = 1e-3;

/** Whether a gradient is right, in words. */
export function agreement({ comparison, smooth, differences }: TinyGradient): Html {
  const { passed, maxdiff } = comparison;
  const largest = Math.max(...differences.data.map(Math.abs));
  const apart = html`at most ${formatDifference(maxdiff)} apart`;
  const isNear = maxdiff < NEARLY * largest;
  return html`
    <p class="agreement" data-passed="${passed ? "true" : isNear ? "nearly" : "false"}">
      ${passed
        ? html`<span aria-hidden="true">✓ </span>They agree: ${apart}.`
        : isNear
        ? html`They are ${apart}, of ${
          formatDifference(largest)
        }: as far as differences may be off where a function bends sharply.`
        : html`<strong>They differ</strong>: ${apart}.`}${smooth.length < differences.data.length &&
        " Where there is no slope, there is nothing to compare."}
    </p>
  `;
}
