/** What the library uses of node:path, for pages, which have no files: names are put together and taken apart. */
export const sep = "/";
export const isAbsolute = (path: string): boolean => path.startsWith("/");
export const join = (...parts: string[]): string => parts.filter((part) => part !== "").join("/");
export const resolve = (...parts: string[]): string =>
  parts.reduce((path, part) => isAbsolute(part) ? part : join(path, part), "/");
export const basename = (path: string): string => path.replace(/\/+$/, "").replace(/^.*\//, "");
export const dirname = (path: string): string =>
  path.includes("/") ? path.replace(/\/[^/]*$/, "") : ".";
export const relative = (_: string, to: string): string => to;
