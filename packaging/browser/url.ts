/** A page has no files. */
export const fileURLToPath = (url: URL): string => url.pathname;
