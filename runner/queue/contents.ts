/**
 * What a queue's database holds, and the clean-up of what nobody asks for any more.
 *
 * @module
 */
import type { Database } from "./database.ts";
import { BOSS_SCHEMA } from "./schema.ts";

export interface Contents {
  /** The runs that are being trained. */
  active: { experiment: string; variant: string; worker: string }[];
  /** How many runs are finished, were asked for, and how many texts there are. */
  stored: number;
  runs: number;
  texts: number;
  /** What our tables and the queue's take on disk. */
  bytes: number;
}

export async function sizesOf(database: Database): Promise<Contents> {
  const active = await database.query(
    `select experiment, variant, coalesce(worker, 'somebody') as worker
     from ${BOSS_SCHEMA}.job join handgrad.run on run.key = data->>'key' left join handgrad.progress using (key)
     where job.state = 'active' order by started_on`,
  );
  const [{ stored, runs, texts, bytes }] = await database.query(
    `select (select count(*) from handgrad.result)::int as stored, (select count(*) from handgrad.run)::int as runs,
       (select count(*) from handgrad.text)::int as texts,
       (select sum(pg_total_relation_size(pg_class.oid)) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname in ('handgrad', $1) and relkind in ('r', 'p'))::float8 as bytes`,
    [BOSS_SCHEMA],
  );
  return { active: active as Contents["active"], stored, runs, texts, bytes };
}

/**
 * Removes the runs that nobody has asked for in `days`, with all that belongs to them, and the texts that no run is
 * left of.
 */
export async function cleanUp(
  database: Database,
  days: number,
): Promise<{ runs: number; texts: number }> {
  return await database.transaction(async (sql) => {
    const { rows: runs } = await sql.executeSql(
      `delete from handgrad.run where asked < now() - $1 * interval '1 day'
         and not exists (select from ${BOSS_SCHEMA}.job where state in ('created', 'retry', 'active') and data->>'key' = key)
       returning key`,
      [days],
    );
    const { rows: texts } = await sql.executeSql(
      "delete from handgrad.text where not exists (select from handgrad.run where run.text = text.id) returning id",
    );
    return { runs: runs.length, texts: texts.length };
  });
}
