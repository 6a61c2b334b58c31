/**
 * Which values to try of the one number that variants differ in.
 *
 * @module
 */
import type { KeyData, KeyPoint } from "../charts/key_data.ts";
import { keyName } from "../charts/key_name.ts";
import type { Variant } from "../rows.ts";
import { list, say, type Sentence } from "../sentence.ts";
import { besides, hasAbove, hasBelow } from "./beyond.ts";
import { inRanges, type OpenValues, openValues } from "../open_values.ts";
import { NOT_WORTH, seedsFor, trainsSeeds } from "./seeds.ts";
import { type Trained, tries } from "./tries.ts";

/** Beyond the values tried, or between them. */
export function values(
  data: KeyData,
  variants: readonly Variant[],
  by: Trained,
): Sentence[] {
  const { path, points, lowest } = data, open = openValues(data, variants);
  if (lowest === undefined || open === undefined || open.tried.length < 2) return [];
  // A tie is no edge.
  if (points.some((point) => point !== lowest && point.mean === lowest.mean)) return [];
  const { tried, rivals } = open, at = tried.indexOf(lowest.value);
  const next = at === 0 ? tried[1] : at === tried.length - 1 ? tried[at - 1] : undefined;
  if (next !== undefined && rivals.every(({ value, gap }) => value === next || gap === undefined)) {
    return atTheEdge(data, lowest, tried, next, by);
  }
  if (rivals.length === 0) return [];
  const low = open.ranges[0][0], high = open.ranges.at(-1)![1];
  const beyond = [
    ...low === tried[0] && hasBelow(path, tried) ? [`below ${low}`] : [],
    ...high === tried.at(-1) && hasAbove(path, high) ? [`above ${high}`] : [],
  ];
  const trains = (count: number) => trainsSeeds(count, variants, by.command, by.mended);
  const any = say`With ${open.seeds} the best ${keyName(path)} may be ${inRanges(open)}`;
  return [say`${any}: ${otherwise(beyond, lowest, open, variants, trains)}.`];
}

/** Where the lowest has the least or the largest value, and can be told from all but its neighbour. */
function atTheEdge(
  { path, points }: KeyData,
  { value, variant }: KeyPoint,
  tried: readonly number[],
  next: number,
  by: Trained,
): Sentence[] {
  const isLow = value < next, name = keyName(path);
  if (isLow ? !hasBelow(path, tried) : !hasAbove(path, value)) return [];
  const between = besides(path, value, next);
  const beyond = `${isLow ? "below" : "above"} ${value}${between === "" ? "" : `, or ${between}`}`;
  const others = tries({ path, variant, ours: value, beside: [next], beyond: true }, by);
  const gaps = points.filter((point) => point.value === next && point.mean !== null)
    .map(({ gap }) => gap);
  if (gaps.every((gap) => gap?.verdict === "higher")) {
    return [
      say`The best ${name} is the ${
        isLow ? "lowest" : "highest"
      } tried: try ${beyond} (\`${path}\`)${others}.`,
    ];
  }
  const count = Math.min(...gaps.map((gap) => gap?.seeds ?? 1));
  return [
    count > 1
      ? say`${variant} ends lowest, but ${count} seeds do not show it: try more seeds, and a ${name} ${beyond} (\`${path}\`).`
      : say`${variant} ends lowest, which is no evidence with one seed: try a ${name} ${beyond} (\`${path}\`)${others}.`,
  ];
}

/** So many are each given their number of seeds; of more, the first and the last. */
const MAX_COUNTED = 3;

/** What to try, and how many seeds tell the lowest from which of those that it cannot be told from. */
function otherwise(
  beyond: readonly string[],
  lowest: KeyPoint,
  { rivals }: OpenValues,
  variants: readonly Variant[],
  trains: (count: number) => string,
): Sentence {
  const all = ["try values between", ...beyond].join(", or ");
  const gaps = rivals.flatMap(({ gap }) => gap ?? []);
  if (gaps.length < rivals.length) return say`${all}${gaps.length > 0 ? ", or more seeds" : ""}`;
  const counts = gaps.map((gap) => ({ gap, count: seedsFor([gap], variants) }));
  const hard = counts.filter(({ count }) => count === null).map((
    { gap },
  ): Sentence => [gap.variant]);
  const easy = counts.flatMap(({ gap, count }) => count === null ? [] : [{ gap, count }])
    .sort((a, b) => a.count - b.count);
  if (easy.length === 0) {
    const each = hard.length > MAX_COUNTED ? "any of these" : list(hard, "or");
    const beyondThese = beyond.length > 0 ? `try values ${beyond.join(", or ")}; ` : "";
    return say`${beyondThese}to tell ${lowest.variant} from ${each} ${NOT_WORTH}`;
  }
  const some = easy.length <= MAX_COUNTED ? easy : [easy[0], easy.at(-1)!];
  const told = list(
    some.map(({ gap, count }, i) =>
      i === 0
        ? say`about ${count} tell ${lowest.variant} from ${gap.variant}`
        : say`about ${count} from ${gap.variant}`
    ),
  );
  const most = some.length < easy.length ? ", the hardest" : "";
  const others = hard.length > MAX_COUNTED ? `${hard.length} others` : list(hard, "or");
  const rest = hard.length === 0 ? [] : say`; from ${others} it ${NOT_WORTH}`;
  return say`${all}, or more seeds: ${told}${most}, if the differences and the scatter stay (${
    trains(easy[0].count!)
  })${rest}`;
}
