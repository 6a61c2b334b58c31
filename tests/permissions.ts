/**
 * Tests that need permissions are skipped, and say so, where these are not granted: a bare `deno test` passes.
 *
 * @module
 */

/** What a test needs beyond plain computing: `true` is all of it, a string or a list is just these. */
export interface Needs {
  /** Files or folders to read. */
  read?: true | string | string[];
  /** Files or folders to write, e.g. ".cache". */
  write?: true | string | string[];
  /** Hosts, e.g. "raw.githubusercontent.com". */
  net?: true | string | string[];
  /** Environment variables. */
  env?: true | string | string[];
  /** Programs to start, e.g. "deno". */
  run?: true | string | string[];
  /** Anything else that may be missing: what it is, to be read after "needs", and whether it is there. */
  other?: { what: string; isThere: boolean };
}

/** Whether a permission is granted, without asking for it. */
export function can(name: "read" | "write" | "net" | "env" | "run", what: true | string): boolean {
  const key = { read: "path", write: "path", net: "host", env: "variable", run: "command" }[name];
  const descriptor = what === true ? { name } : { name, [key]: what };
  return Deno.permissions.querySync(descriptor as Deno.PermissionDescriptor).state === "granted";
}

/**
 * The options of a test called `name`. Where something that it needs is missing, the test is skipped and its name says
 * why:
 *
 *     Deno.test(needs("a run is stored", { read: true, write: ".cache" }), async () => { … });
 */
export function needs(name: string, wanted: Needs): { name: string; ignore: boolean } {
  const { other, ...permissions } = wanted;
  const missing = Object.entries(permissions).flatMap(([permission, what]) =>
    [what].flat().filter((one) => !can(permission as "read", one))
      .map((one) => `--allow-${permission}${one === true ? "" : `=${one}`}`)
  );
  if (other && !other.isThere) missing.push(other.what);
  if (missing.length === 0) return { name, ignore: false };
  return { name: `${name} (skipped: needs ${missing.join(" and ")})`, ignore: true };
}
