/**
 * Saves a file.
 *
 * @module
 */
import { element } from "./dom.ts";

/** Offers the contents as a download of this name. */
export function save(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What a file of this title is called, in letters that every system takes: "batch-normalization-loss". */
export const fileName = (title: string, otherwise = ""): string =>
  (title.toLowerCase().match(/[a-z0-9]+/g) ?? []).join("-").slice(0, 80) || otherwise;
