/**
 * Where a queue's database is, as libpq reads it: a URL, and what it leaves out from PGHOST, PGPORT, PGUSER,
 * PGDATABASE, PGSSLMODE and PGSSLROOTCERT (https://www.postgresql.org/docs/15/libpq-envars.html). The password comes
 * from PGPASSWORD or the passfile, never from the URL: a command line can be read by others.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

/** Whether the connection is encrypted, and what is checked of the server. */
const SSL_MODES = [
  "disable",
  "allow",
  "prefer",
  "require",
  "verify-ca",
  "verify-full",
] as const;
export type SslMode = typeof SSL_MODES[number];

export interface Address {
  host: string;
  port: number;
  user: string;
  database: string;
  sslMode: SslMode;
  /** A file of certificates to trust; default: the system's. */
  rootCertificate?: string;
}

const PARAMETERS = ["sslmode", "sslrootcert"];

/**
 * @param url postgres://[user@][host][:port][/database][?sslmode=…&sslrootcert=…]
 * @param env looks an environment variable up
 * @throws InputError where it is no such URL, or holds a password; the message never quotes the URL
 */
export function parseAddress(
  url: string,
  env: (name: string) => string | undefined,
): Address {
  const fail = (why: string): never => {
    throw new InputError(
      `--queue ${why}; for example: --queue postgres://me@db.example.org:5432/handgrad`,
    );
  };
  const match = /^postgres(?:ql)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(url);
  if (match === null) return fail("must be the URL of a PostgreSQL database");
  const [, authority, path = "", query = ""] = match;
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? "" : authority.slice(0, at);
  if (user.includes(":")) {
    fail(
      "must not hold a password, which others could read in the list of processes: set PGPASSWORD, or write it into ~/.pgpass",
    );
  }
  const place = /^(\[[0-9a-fA-F:.]+\]|[^:]*)(?::(\d+))?$/.exec(authority.slice(at + 1));
  if (place === null) return fail("has a host and a port that cannot be read");
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) {
    if (PARAMETERS.includes(name)) continue;
    const allowed = PARAMETERS.join(", ");
    fail(
      name === "password"
        ? "must not hold a password: set PGPASSWORD, or write it into ~/.pgpass"
        : `has an unknown parameter${didYouMean(name, PARAMETERS)} (allowed: ${allowed})`,
    );
  }
  const host = decode(place[1].replace(/^\[|\]$/g, ""), fail) || env("PGHOST") || "localhost";
  if (host.startsWith("/") || host.includes(",")) {
    fail("must lead to one host over TCP; sockets and lists of hosts cannot be used");
  }
  if (!/^[\w.:-]+$/.test(host)) fail("has a host that cannot be read");
  const port = Number(place[2] ?? (env("PGPORT") || 5432));
  if (!(Number.isInteger(port) && port > 0 && port < 65536)) {
    fail("has no port from 1 to 65535");
  }
  const name = decode(user, fail) || env("PGUSER") || env("USER") || env("USERNAME") || "postgres";
  const sslMode = parameters.get("sslmode") ?? (env("PGSSLMODE") || "prefer");
  if (!SSL_MODES.some((mode) => mode === sslMode)) {
    fail(
      `has an unknown sslmode${didYouMean(sslMode, SSL_MODES)} (allowed: ${SSL_MODES.join(", ")})`,
    );
  }
  const rootCertificate = parameters.get("sslrootcert") ?? (env("PGSSLROOTCERT") || undefined);
  return {
    host,
    port,
    user: name,
    database: decode(path, fail) || env("PGDATABASE") || name,
    sslMode: sslMode as SslMode,
    ...rootCertificate === undefined ? {} : { rootCertificate },
  };
}

function decode(text: string, fail: (why: string) => never): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail("has a % that stands for no letter");
  }
}

/** What Deno calls the host and port: "db.example.org:5432", "[::1]:5432". */
export const hostAndPort = ({ host, port }: Pick<Address, "host" | "port">): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** What users are told of it: no user name, no password. */
export const describeAddress = (address: Address): string =>
  `${hostAndPort(address)}/${address.database}`;
