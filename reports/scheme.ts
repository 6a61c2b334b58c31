/**
 * Which variant has which colour.
 *
 * @module
 */
import { keyData } from "./charts/key_data.ts";
import { landmarks } from "./few.ts";
import { type Html, raw } from "./html.ts";
import { FREE_LOOKS, kindsScheme, LIGHT, rampScheme, type Scheme } from "./palette.ts";
import type { Variant } from "./rows.ts";

/** Of fewer variants kinds are told apart more easily. */
const MIN_RAMP = 3;

/** Whether the colours follow the one number that the variants differ in. */
export const isRamp = (variants: readonly Variant[]): boolean =>
  variants.length >= MIN_RAMP && keyData(variants) !== undefined;

/**
 * The colours of the variants, in their order, and of the free looks after them: by the size of the number that they
 * differ in, where that is all; else a colour a variant. Of more variants than the eight colours that are told apart
 * best, the baseline, the best and the worst have the first ones.
 */
export function scheme(variants: readonly Variant[]): Scheme {
  const count = variants.length, kinds = kindsScheme(count + FREE_LOOKS);
  const key = isRamp(variants) ? keyData(variants) : undefined;
  if (key !== undefined) {
    const ramp = rampScheme(count);
    const rank = variants.map(({ index }) =>
      key.points.findIndex(({ variant }) => variant.index === index)
    );
    const colors = (theme: keyof Scheme) => [
      ...rank.map((k) => ramp[theme][k]),
      ...kinds[theme].slice(count),
    ];
    return { light: colors("light"), dark: colors("dark") };
  }
  if (count <= LIGHT.length) return kinds;
  const { baseline, best, worst } = landmarks(variants);
  const first = [baseline, best, worst].filter((variant) => variant !== undefined);
  const order = [...new Set([...first, ...variants])];
  const colors = (theme: keyof Scheme) => [
    ...variants.map((variant) => kinds[theme][order.indexOf(variant)]),
    ...kinds[theme].slice(count),
  ];
  return { light: colors("light"), dark: colors("dark") };
}

/**
 * The style that gives these variants their colours below what `selector` finds; nothing where they are those of every
 * page.
 */
export function schemeStyle(variants: readonly Variant[], selector: string): Html {
  const { light, dark } = scheme(variants);
  if (light.every((color, i) => color === LIGHT[i])) return raw("");
  const rule = (colors: readonly string[]) =>
    `${selector} { ${colors.map((color, i) => `--color-${i}: ${color};`).join(" ")} }`;
  return raw(
    `<style>${rule(light)} @media screen and (prefers-color-scheme: dark) { ${
      rule(dark)
    } }</style>`,
  );
}
