/**
 * Colours by lightness, chroma and hue, as they are seen.
 *
 * @module
 */

/**
 * A colour of Oklab in polar coordinates (Ottosson 2020, https://bottosson.github.io/posts/oklab/) as `#rrggbb`. Of a
 * chroma that sRGB has not, as much as it has.
 *
 * @param lightness from 0, black, to 1, white
 * @param chroma from 0, grey, to about 0.3
 * @param hue in degrees
 */
export function oklch(lightness: number, chroma: number, hue: number): string {
  let rgb = linear(lightness, chroma, hue);
  for (let c = chroma; c > 0 && rgb.some((x) => x < -1e-4 || x > 1.0001); c -= 0.005) {
    rgb = linear(lightness, c, hue);
  }
  const hex = (x: number) => Math.round(255 * gamma(Math.min(1, Math.max(0, x)))).toString(16);
  return `#${rgb.map((x) => hex(x).padStart(2, "0")).join("")}`;
}

/** Linear sRGB. */
function linear(lightness: number, chroma: number, hue: number): number[] {
  const angle = hue * Math.PI / 180;
  const a = chroma * Math.cos(angle), b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const gamma = (x: number): number => x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
