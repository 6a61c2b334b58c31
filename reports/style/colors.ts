/**
 * Colours and typefaces, light and dark.
 *
 * @module
 */
import { DARK, LIGHT } from "../palette.ts";

const variables = (palette: string[]): string =>
  palette.map((color, i) => `--color-${i}: ${color};`).join(" ") +
  ` --key: ${palette[0]}; --key-lowest: ${palette[1]};`;

export const COLORS = `
:root {
  color-scheme: light;
  --page: #fff;
  --text: #1d1f23;
  --quiet: #5c6169;
  --line: #dcdfe4;
  --faded: #a9afb8;
  --shade: #f5f6f8;
  --notice: #fff4d6;
  --notice-line: #b97700;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --serif: Charter, "Bitstream Charter", "Source Serif Pro", "Noto Serif", Cambria, Georgia, serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  ${variables(LIGHT)}
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --page: #16181c;
    --text: #e4e6ea;
    --quiet: #a0a6b0;
    --line: #353a42;
    --faded: #5d6470;
    --shade: #1f2227;
    --notice: #35290c;
    --notice-line: #d9a13a;
    ${variables(DARK)}
  }
}
`;
