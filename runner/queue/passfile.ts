/**
 * The password of a database: from PGPASSWORD, or from the passfile,
 * https://www.postgresql.org/docs/15/libpq-pgpass.html.
 *
 * @module
 */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import type { Address } from "./address.ts";

/** @throws InputError where the passfile can be read by others than its owner */
export async function findPassword(
  address: Address,
  env: (name: string) => string | undefined = (name) => Deno.env.get(name),
): Promise<string | undefined> {
  const given = env("PGPASSWORD");
  if (given) return given;
  const home = env("HOME"), data = env("APPDATA");
  const path = env("PGPASSFILE") ||
    (Deno.build.os === "windows"
      ? data && join(data, "postgresql", "pgpass.conf")
      : home && join(home, ".pgpass"));
  if (!path) return undefined;
  const info = await Deno.stat(path).catch(() => undefined);
  if (!info?.isFile) return undefined;
  if (info.mode !== null && (info.mode & 0o077) !== 0) {
    throw new InputError(`The passfile ${path} can be read by others than you: chmod 600 ${path}`);
  }
  return passwordIn(await Deno.readTextFile(path), address);
}

/** The password of the first line that fits: host:port:database:user:password, "*" for any, "\" before ":" and "\". */
export function passwordIn(
  text: string,
  { host, port, database, user }: Pick<Address, "host" | "port" | "database" | "user">,
): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = [...line.matchAll(/((?:\\.|[^\\:])*)(?::|$)/g)].map(([, field]) => field);
    const [found, secret] = [fields.slice(0, 4), fields.at(4)];
    const wanted = [host, `${port}`, database, user];
    const fits = (field: string | undefined, i: number) =>
      field === "*" || field?.replace(/\\(.)/g, "$1") === wanted[i];
    if (secret !== undefined && found.every(fits)) return secret.replace(/\\(.)/g, "$1");
  }
}
