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
