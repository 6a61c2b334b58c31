/** What the library uses of node:crypto, which pages have only in another form. */
export function createHash(): never {
  throw new Error("A page cannot hash symbols that were cleaned; clean the text before");
}
