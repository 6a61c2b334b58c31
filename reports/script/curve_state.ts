/**
 * The view of a chart of the losses as it goes into an address: what is not as at first, in letters and digits,
 * `s3_frun_z100-2000`.
 *
 * @module
 */
import { type CurveView, FIRST_VIEW, type Fit } from "../charts/curve_view.ts";
import type { XKind } from "../charts/x_axis.ts";
import { SMOOTHINGS } from "../smooth.ts";

const FITS: Fit[] = ["end", "run", "outliers"];
const AXES: XKind[] = ["steps", "examples", "time"];

/** "" where all is as at first. */
export function curveState({ smoothing, minibatch, raw, fit, x, logX, logLoss, range }: CurveView) {
  const flag = (letter: string, on?: boolean) => on !== undefined && `${letter}${Number(on)}`;
  return [
    smoothing !== FIRST_VIEW.smoothing && `s${smoothing}`,
    flag("m", minibatch),
    raw && "r1",
    fit !== FIRST_VIEW.fit && `f${fit}`,
    x !== undefined && x !== "steps" && `x${x}`,
    logX && "h1",
    flag("l", logLoss),
    range && `z${range.map((place) => Number(place.toPrecision(6))).join("-")}`,
  ].filter(Boolean).join("_");
}

/** The changes to the first view; what cannot be read is none. */
export function readCurveState(state: string): Partial<CurveView> & Pick<CurveView, "range"> {
  const { smoothing, minibatch, raw, fit, x, logX, logLoss } = FIRST_VIEW;
  const view: Partial<CurveView> = { smoothing, minibatch, raw, fit, x, logX, logLoss };
  for (const part of state.split("_")) {
    const rest = part.slice(1), isOn = rest === "1", isFlag = /^[01]$/.test(rest);
    if (part[0] === "s" && /^\d$/.test(rest) && Number(rest) < SMOOTHINGS.length) {
      view.smoothing = Number(rest);
    } else if (part[0] === "f") view.fit = FITS.find((one) => one === rest) ?? fit;
    else if (part[0] === "x") view.x = AXES.find((one) => one === rest);
    else if (part[0] === "m" && isFlag) view.minibatch = isOn;
    else if (part[0] === "r" && isFlag) view.raw = isOn;
    else if (part[0] === "h" && isFlag) view.logX = isOn;
    else if (part[0] === "l" && isFlag) view.logLoss = isOn;
  }
  const range = /(?:^|_)z(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)(?:_|$)/.exec(state);
  return { ...view, range: range ? [Number(range[1]), Number(range[2])] : undefined };
}
