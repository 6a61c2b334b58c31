/**
 * What the losses are drawn against: steps, examples seen, or the time that training took.
 *
 * @module
 */
import type { CurveData, CurveRun } from "./curve_data.ts";

/** What losses are drawn against. */
export type XKind = "steps" | "examples" | "time";

/** A horizontal axis. Steps go to it by multiplication, each variant's by a factor of its own. */
export interface XAxis {
  kind: XKind;
  /** What it measures, with the unit. */
  label: string;
  /** How much of it one step of each variant takes. */
  paces: number[];
  /** How far the longest run was to go; how far it went, where all failed before. */
  last: number;
}

/** The axis of a view; that of steps where the time was not measured. */
export function xAxis(data: CurveData, kind: XKind = "steps"): XAxis {
  if (kind === "time" && canTellTime(data)) return timeAxis(data);
  if (kind !== "examples") return axis(data, "steps", "step", () => 1);
  return axis(data, kind, "examples seen", ([{ batchSize }]) => batchSize);
}

/** Whether all runs' time was measured, so that they can be compared in it. */
export const canTellTime = ({ runs }: CurveData): boolean =>
  runs.every(({ stepsPerSecond }) => stepsPerSecond !== null);

/** The units of time, each for axes that are at least so many seconds long. */
const UNITS: [name: string, seconds: number, from: number][] = [
  ["h", 3600, 7200],
  ["min", 60, 180],
  ["s", 1, 0],
];

function timeAxis(data: CurveData): XAxis {
  const seconds = axis(
    data,
    "time",
    "",
    (runs) => runs.reduce((sum, run) => sum + 1 / run.stepsPerSecond!, 0) / runs.length,
  );
  const [name, unit] = UNITS.find(([, , from]) => seconds.last >= from)!;
  return {
    kind: "time",
    label: `training time (${name})`,
    paces: seconds.paces.map((pace) => pace / unit),
    last: seconds.last / unit,
  };
}

/** @param paceOf what one step of a variant takes, by its runs */
function axis(
  { variants, runs }: CurveData,
  kind: XKind,
  label: string,
  paceOf: (runs: CurveRun[]) => number,
): XAxis {
  const paces = variants.map((_, i) => paceOf(runs.filter(({ variant }) => variant === i)));
  const isCut = runs.every(({ hopeless, steps, planned }) => hopeless && steps < planned);
  const lengths = runs.map(({ steps, planned, variant }) =>
    Math.max(1, isCut ? steps : planned) * paces[variant]
  );
  return { kind, label, paces, last: lengths.length > 0 ? Math.max(...lengths) : 1 };
}
