import { type Address, describeAddress, parseAddress } from "../runner/queue/address.ts";
import { Database } from "../runner/queue/database.ts";
import { Jobs } from "../runner/queue/jobs.ts";
import { migrate } from "../runner/queue/schema.ts";
import { InputError } from "../runner/errors.ts";
import type { Arguments } from "./arguments.ts";
import type { Host } from "./host.ts";

/** A queue, and the database that it is in. */
export interface Queue extends AsyncDisposable {
  /** How users call it. */
  name: string;
  database: Database;
  jobs: Jobs;
}

/** The URL of the queue that a command asks for, which takes no file. @throws InputError without one */
export function queueUrl(command: string, { positional, text }: Arguments): string {
  const url = text("queue");
  if (url === undefined) {
    throw new InputError(
      `Which queue? For example: deno task ${command} --queue postgres://db/handgrad`,
    );
  }
  if (positional.length > 0) throw new InputError(`deno task ${command} takes no file`);
  return url;
}

/**
 * Opens the queue of a URL, and makes or updates its tables where that is wanting.
 *
 * @param connections how many at once
 * @param stop ends the waiting for a database that has gone away
 * @throws InputError where it cannot be used
 */
export async function openQueue(
  url: string,
  host: Host,
  { connections, stop }: { connections?: number; stop?: AbortSignal } = {},
): Promise<Queue> {
  const address: Address = parseAddress(url, host.environment);
  const name = describeAddress(address);
  const database = await Database.open(address, {
    connections,
    stop,
    onLost: (why) => host.complain(`${name} is gone (${why}); waiting for it\n`),
    onFound: () => host.complain(`${name} is there again\n`),
  });
  try {
    await migrate(database);
    const jobs = await Jobs.open(database);
    return {
      name,
      database,
      jobs,
      [Symbol.asyncDispose]: async () => {
        await jobs.close().catch(() => {});
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
