import { assert, assertEquals } from "@std/assert";
import { DARK, kindsScheme, LIGHT, lookOf, rampScheme, swatch } from "../../reports/palette.ts";
import { style } from "../../reports/style.ts";

Deno.test("seven variants look different without colour, and each has a colour of its own", () => {
  const looks = Array.from({ length: 56 }, (_, i) => lookOf(i));
  assertEquals(new Set(looks.slice(0, 7).map(({ symbol }) => symbol)).size, 7);
  assertEquals(new Set(looks.map(({ color }) => color)).size, 56);
});

Deno.test("colours of many kinds and of a quantity stand out from the page, each another", () => {
  const [lightCss, darkCss] = style().split("prefers-color-scheme: dark");
  for (const make of [kindsScheme, rampScheme]) {
    for (const count of [1, 3, 14, 56]) {
      const { light, dark } = make(count);
      for (const [css, palette] of [[lightCss, light], [darkCss, dark]] as const) {
        assertEquals(palette.length, count);
        assertEquals(new Set(palette).size, count);
        for (const color of palette) {
          const found = contrast(color, variable(css, "page"));
          assert(found >= 4.5, `${color}: ${found}`);
        }
      }
    }
  }
});

Deno.test("a quantity's colours grow lighter, for who sees no hues", () => {
  for (const palette of [rampScheme(14).light, rampScheme(14).dark]) {
    const lights = palette.map(luminance);
    lights.slice(1).forEach((light, i) => assert(light > lights[i] + 0.005, lights.join()));
  }
});

Deno.test("a swatch shows its variant's colour and is hidden from readers", () => {
  const { text } = swatch(1);
  assert(text.includes(`stroke="var(--color-1)"`) && text.includes(`aria-hidden="true"`));
});

Deno.test("colors and texts stand out from the page, light and dark", () => {
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
