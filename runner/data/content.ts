/**
 * What a text comes to, symbol by symbol.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { splitSymbols } from "./symbols.ts";

/**
 * SHA-256 of the symbols of lines, as lower-case hex: each symbol in UTF-8 with a line feed, and one more at the end of
 * each line. Whatever their separator, the same symbols give the same.
 */
export function contentHash(lines: readonly string[], separator?: string): string {
  const hash = createHash("sha256");
  let part = "";
  for (const line of lines) {
    for (const symbol of separator === undefined ? line : splitSymbols(line, separator)) {
      part += symbol + "\n";
    }
    part += "\n";
    if (part.length < 2 ** 16) continue;
    hash.update(part);
    part = "";
  }
  return hash.update(part).digest("hex");
}
