/**
 * Connections to the queue's database. The driver is loaded when one is opened, so that who has no queue does without.
 *
 * @module
 */
import { reasonOf } from "../data/bytes.ts";
import { InputError } from "../errors.ts";
import { type Address, describeAddress, hostAndPort } from "./address.ts";
import { loadPool, type Pool, type Row, type Sql } from "./drivers.ts";
import { findPassword } from "./passfile.ts";

export type { Row, Sql } from "./drivers.ts";

const CONNECT_TIMEOUT = 10_000; // ms
/** A statement without an answer has lost its connection. */
const QUERY_TIMEOUT = 30_000; // ms
/** Between two tries to reach a database that has gone away: at first, and at most. */
const PAUSE = 200, MAX_PAUSE = 2_000; // ms

/** The database cannot be used as it is; the message says why, and what to do. */
export class DatabaseError extends InputError {}

export interface DatabaseOptions {
  /** How many connections at once. */
  connections?: number;
  /** Called when a database that was reached before cannot be, and when it can be again. */
  onLost?: (why: string) => void;
  onFound?: () => void;
  /** Ends the waiting for a database that has gone away. */
  stop?: AbortSignal;
}

export class Database implements Sql {
  readonly address: Address;
  readonly #pool: Pool;
  readonly #options: DatabaseOptions;
  #closed = false;
  #isLost = false;

  private constructor(address: Address, pool: Pool, options: DatabaseOptions) {
    this.address = address;
    this.#pool = pool;
    this.#options = options;
    // Of a connection that is idle, or between two statements of a transaction: whoever uses it next hears of it, or
    // gets another one.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
  }

  /** @throws InputError where there is no such database, or it lets nobody in */
  static async open(address: Address, options: DatabaseOptions = {}): Promise<Database> {
    const Pool = await loadPool();
    const { host, port, user, database, sslMode } = address;
    const password = await findPassword(address);
    const settings = {
      host,
      port,
      user,
      // A function, so that the driver looks for none of its own.
      password: () => password ?? "",
      database,
      max: options.connections ?? 4,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: QUERY_TIMEOUT,
      keepAlive: true,
      application_name: "handgrad",
    };
    const tls = await tlsOf(address);
    const tries = sslMode === "prefer" ? [tls, false] : sslMode === "allow" ? [false, tls] : [tls];
    for (const [i, ssl] of tries.entries()) {
      const pool = new Pool({ ...settings, ssl });
      const opened = new Database(address, pool, options);
      try {
        await pool.query("select 1");
        return opened;
      } catch (error) {
        await pool.end();
        if (i < tries.length - 1 && isAboutTls(error)) continue;
        throw explain(error, address);
      }
    }
    throw new Error("no way to connect");
  }

  /** Carries a statement out, and waits where the connection is lost: only for what may be done twice. */
  async query(text: string, values?: unknown[]): Promise<Row[]> {
    const { rows } = await this.#lasting(() => this.#pool.query(text, values));
    return rows;
  }

  async executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
    // Only without values several statements may stand in one text.
    const some = values?.length ? values : undefined;
    const result: unknown = await this.#once(() => this.#pool.query(text, some));
    // Of several statements there are several results, and nobody asks for the earlier ones.
    return (Array.isArray(result) ? result.at(-1) : result) as { rows: Row[] };
  }

  /**
   * Carries `steps` out as a whole or not at all; again, where the connection is lost: so they may be done twice. Where
   * that happens right at the end, they may have been done already.
   */
  transaction<T>(steps: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#lasting(async () => {
      const client = await this.#pool.connect();
      let isDone = false;
      try {
        await client.query("begin");
        const result = await steps({
          executeSql: (text, values) => client.query(text, values?.length ? values : undefined),
        });
        await client.query("commit");
        isDone = true;
        return result;
      } catch (error) {
        if (!isLoss(error)) isDone = await client.query("rollback").then(() => true, () => false);
        throw error;
      } finally {
        client.release(!isDone);
      }
    });
  }

  /** Does something again until the database can be reached. @throws InputError for whatever else is wrong with it */
  lasting<T>(what: () => Promise<T>): Promise<T> {
    return this.#lasting(what);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.end();
  }

  async #lasting<T>(what: () => Promise<T>): Promise<T> {
    for (let pause = PAUSE;; pause = Math.min(2 * pause, MAX_PAUSE)) {
      try {
        const result = await what();
        if (this.#isLost) this.#options.onFound?.();
        this.#isLost = false;
        return result;
      } catch (error) {
        const { stop, onLost } = this.#options;
        if (this.#closed || stop?.aborted || !isLoss(error)) throw explain(error, this.address);
        if (!this.#isLost) onLost?.(reasonOf(error));
        this.#isLost = true;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async #once<T>(what: () => Promise<T>): Promise<T> {
    try {
      return await what();
    } catch (error) {
      if (isLoss(error)) throw error; // whoever calls this by `lasting` tries again
      throw explain(error, this.address);
    }
  }
}

/** What sslmode asks for, as Node's TLS takes it (https://www.postgresql.org/docs/15/libpq-ssl.html). */
async function tlsOf({ sslMode, rootCertificate }: Address): Promise<unknown> {
  if (sslMode === "disable") return false;
  const isChecked = sslMode.startsWith("verify-");
  if (!isChecked && rootCertificate === undefined) return { rejectUnauthorized: false };
  const ca = rootCertificate === undefined
    ? undefined
    : await Deno.readTextFile(rootCertificate).catch((error) => {
      throw new InputError(`sslrootcert ${rootCertificate} cannot be read: ${reasonOf(error)}`);
    });
  const anyName = { checkServerIdentity: () => undefined };
  return { ca, ...sslMode === "verify-full" ? {} : anyName };
}

const codeOf = (error: unknown): string => `${(error as { code?: unknown })?.code ?? ""}`;
const textOf = (error: unknown): string => error instanceof Error ? error.message : `${error}`;

const isAboutTls = (error: unknown): boolean =>
  /does not support SSL|certificate|TLS|SSL|handshake/i.test(textOf(error));

/** Whether the connection is gone, so that another may do. */
export function isLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (/^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_AGAIN|ENOTFOUND|ENOTCONN|ECANCELED)/.test(code)) {
    return true;
  }
  if (/^(08|57P0)/.test(code) || code === "53300") return true; // of the connection; shutting down or starting up; too many of them
  return code === "" &&
    /Connection terminated|connection error|timeout exceeded|Query read timeout|not queryable|pool after|Connection ended|broken pipe|reset by peer|socket|network/i
      .test(textOf(error));
}

/** What a failure means, and what to do about it. Neither password nor URL is in it. */
function explain(error: unknown, address: Address): Error {
  if (error instanceof InputError || !(error instanceof Error)) return error as Error;
  const code = codeOf(error), where = describeAddress(address), text = textOf(error);
  const say = (message: string) => new DatabaseError(message, { cause: error });
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || /failed to lookup address/i.test(text)) {
    return say(`There is no host ${address.host}: is the --queue URL right?`);
  }
  if (/^E(CONN|HOST|NET|TIMED)/.test(code) || /timeout exceeded|timeout expired/i.test(text)) {
    return say(`No database answers at ${hostAndPort(address)}: is PostgreSQL running there?`);
  }
  if (/password must be a|no password|empty password/i.test(text)) {
    return say(
      `The database ${where} wants a password for ${address.user}: set PGPASSWORD, or write it into ~/.pgpass (mode 600)`,
    );
  }
  if (code === "28P01" || code === "28000") {
    return say(
      `The database ${where} does not let ${address.user} in: ${text.replace(/ for user .*/, "")}`,
    );
  }
  if (code === "3D000") return say(`There is no database ${where}; createdb makes one`);
  if (code === "42501") {
    return say(
      `${address.user} may not do that in the database ${where}: ${text}. docs/how-to/many_machines.md lists the rights that are needed`,
    );
  }
  if (code === "53100") return say(`The disk of the database ${where} is full: ${text}`);
  if (/^57P0|^08|^53/.test(code)) return say(`The database ${where} cannot be used: ${text}`);
  if (/does not support SSL/i.test(text)) {
    return say(
      `The database ${where} does not encrypt, and sslmode=${address.sslMode} asks for it`,
    );
  }
  if (isAboutTls(error)) {
    return say(`The certificate of the database ${where} is not trusted: ${text}`);
  }
  if (error instanceof Deno.errors.NotCapable) return error;
  if (code !== "") return say(`The database ${where} says: ${text} (${code})`);
  return error;
}
