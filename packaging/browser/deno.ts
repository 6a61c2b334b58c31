/**
 * A page has no files: whatever asks for one hears so.
 *
 * @module
 */
class Missing extends Error {}

const none = () => Promise.reject(new Error("A page has no files; pass results: null"));

export const Deno = {
  errors: {
    NotFound: Missing,
    NotADirectory: Missing,
    NotCapable: Missing,
    PermissionDenied: Missing,
  },
  version: { deno: "a page", v8: globalThis.navigator.userAgent },
  build: { os: "linux" },
  lstat: none,
  mkdir: none,
  open: none,
  readDir: () => {
    throw new Error("A page has no folders");
  },
  readFile: none,
  readTextFile: none,
  realPath: none,
  remove: none,
  rename: none,
  stat: none,
  writeTextFile: none,
};
