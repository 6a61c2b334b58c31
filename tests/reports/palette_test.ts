import { assert, assertEquals } from "@std/assert";
import { DARK, LIGHT, lookOf, swatch } from "../../reports/palette.ts";
import { style } from "../../reports/style.ts";

Deno.test("56 variants look different, and 7 do without colour", () => {
  const looks = Array.from({ length: 56 }, (_, i) => lookOf(i));
  const ids = new Map(looks.map(({ symbol }) => symbol).map((symbol, i) => [symbol, i]));
  assertEquals(new Set(looks.map((l) => [l.color, ids.get(l.symbol)].join())).size, 56);
  assertEquals(new Set(looks.slice(0, 7).map((l) => ids.get(l.symbol))).size, 7);
});

Deno.test("a swatch shows its variant's colour and is hidden from readers", () => {
  const { text } = swatch(1);
  assert(text.includes(`stroke="var(--color-1)"`) && text.includes(`aria-hidden="true"`));
});

Deno.test("colours and texts stand out from the page, light and dark", () => {
  const [light, dark] = style().split("prefers-color-scheme: dark");
  for (const [css, palette] of [[light, LIGHT], [dark, DARK]] as const) {
    const page = variable(css, "page");
    for (const color of palette) assert(contrast(color, page) >= 4.5, `${color} on ${page}`);
    for (const ground of ["page", "shade", "notice"].map((name) => variable(css, name))) {
      assert(contrast(variable(css, "text"), ground) >= 7, `text on ${ground}`);
    }
    assert(contrast(variable(css, "quiet"), page) >= 4.5, `quiet text on ${page}`);
  }
});

const variable = (css: string, name: string): string =>
  css.match(new RegExp(`--${name}: (#[0-9a-f]+);`))![1];

/** WCAG 2's contrast ratio, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const digits = hex.length === 4
    ? [...hex.slice(1)].map((d) => d + d)
    : hex.match(/[0-9a-f]{2}/g)!;
  const [r, g, b] = digits.map((d) => parseInt(d, 16) / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
