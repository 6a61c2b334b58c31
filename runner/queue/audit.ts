/**
 * Trains a sample of finished runs again, each by another worker than the one that trained it first, and compares their
 * bits.
 *
 * @module
 */
import { sha256 } from "../data/bytes.ts";
import type { Run } from "../sweep/plan.ts";
import { NUMERICS_VERSION } from "../numerics.ts";
import type { Database } from "./database.ts";
import { type Aside, type Jobs, queueName } from "./jobs.ts";
import { keyOf } from "./store.ts";

/** How an audit came out. */
export interface Audit {
  run: Run;
  /** What differs: "losses", "weights", "final losses"; nothing where all is the same. */
  different: string[];
  /** The workers that trained it, the first one first. */
  workers: [string, string];
}

/** A share of the runs, rounded up; always the same ones of the same runs. */
export async function sampleOf(runs: readonly Run[], share: number): Promise<Map<string, Run>> {
  const keyed = new Map<string, Run>();
  for (const run of runs) keyed.set(await keyOf(run), run);
  const drawn = await Promise.all(
    [...keyed.keys()].map(async (key) => ({
      key,
      lot: await sha256(new TextEncoder().encode(`audit ${key}`)),
    })),
  );
  const sorted = drawn.sort((a, b) => a.lot < b.lot ? -1 : 1);
  const count = Math.ceil(share * sorted.length);
  return new Map(sorted.slice(0, count).map(({ key }) => [key, keyed.get(key)!]));
}

/** Sends runs to be trained again, unless that has been done. */
export async function sendAudits(
  { database, jobs }: { database: Database; jobs: Jobs },
  sample: ReadonlyMap<string, Run>,
): Promise<void> {
  const rows = await database.query(
    `select key, result.worker from handgrad.result left join handgrad.audit using (key)
     where key = any($1) and (audit.key is null or audit.audited < result.finished)`,
    [[...sample.keys()]],
  );
  const nameOf = ({ key }: { key?: string }) =>
    queueName(sample.get(key!)!.config.arithmetic!, NUMERICS_VERSION);
  for (const [name, some] of Map.groupBy(rows, nameOf)) {
    await jobs.prepare([name]);
    await jobs.send(name, some.map(({ key, worker }) => ({ key, audit: worker })));
  }
}

/** Which audits have come out, and which could not be done. */
export async function auditsOf(
  { database, jobs }: { database: Database; jobs: Jobs },
  sample: ReadonlyMap<string, Run>,
): Promise<{ done: Audit[]; aside: Aside[] }> {
  const keys = [...sample.keys()];
  const rows = await database.query(
    `select key, first.worker as first, second.worker as second,
       first.losses = second.losses as losses, first.weights = second.weights as weights, first.final = second.final as final
     from handgrad.result first join handgrad.audit second using (key)
     where key = any($1) and second.audited >= first.finished`,
    [keys],
  );
  return {
    done: rows.map(({ key, first, second, losses, weights, final }) => ({
      run: sample.get(key)!,
      different: Object.entries({ losses, weights, "final losses": final })
        .flatMap(([what, isSame]) => isSame ? [] : what),
      workers: [first, second],
    })),
    aside: await jobs.aside(keys),
  };
}
