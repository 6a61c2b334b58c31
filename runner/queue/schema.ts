/**
 * The tables of the queue's database, in a schema of their own. Every version has a list of statements that make it of
 * the one before.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { describeAddress } from "./address.ts";
import type { Database, Sql } from "./database.ts";

/** The schemas of our tables, and of pg-boss's. */
export const SCHEMA = "handgrad", BOSS_SCHEMA = "handgrad_queue";

/** What makes each version of the one before; a version that has been in use is never changed. */
export const MIGRATIONS: readonly string[] = [
  `
  -- The texts that runs are trained on: a JSON of their lines, by its SHA-256.
  create table handgrad.text (
    id text primary key,
    json text not null,
    added timestamptz not null default now()
  );
  -- The runs that were asked for. The key stands for all that is recorded of a run.
  create table handgrad.run (
    key text primary key,
    hash text not null,
    seed bigint not null,
    steps bigint not null,
    experiment text not null,
    variant text not null,
    config text not null,
    -- null where others were never asked to train it.
    text text references handgrad.text (id),
    -- The same for runs that begin alike.
    beginning text not null,
    asked timestamptz not null default now()
  );
  create index run_beginning on handgrad.run (beginning, steps);
  -- How far a run is that is being trained, for whoever follows it.
  create table handgrad.progress (
    key text primary key references handgrad.run (key) on delete cascade,
    worker text not null,
    state text not null,
    moved timestamptz not null default clock_timestamp()
  ) with (fillfactor = 50);
  -- Where a run goes on. Of a paused run the evaluations are told too.
  create table handgrad.checkpoint (
    key text primary key references handgrad.run (key) on delete cascade,
    step bigint not null,
    evaluations text,
    bytes bytea not null,
    saved timestamptz not null default clock_timestamp()
  );
  -- The runs that came to their end.
  create table handgrad.result (
    key text primary key references handgrad.run (key) on delete cascade,
    worker text not null,
    status text not null,
    losses text not null,
    weights text not null,
    final text not null,
    finished timestamptz not null default clock_timestamp()
  );
  -- Their files, as folders have them.
  create table handgrad.file (
    key text not null references handgrad.result (key) on delete cascade,
    name text not null,
    bytes bytea not null,
    primary key (key, name)
  );
  -- Compressing a run's files takes 25 ms by the default, and 1 ms by lz4, which not every PostgreSQL has.
  do $$ begin
    execute 'alter table handgrad.file alter column bytes set compression lz4';
    execute 'alter table handgrad.checkpoint alter column bytes set compression lz4';
  exception when others then null;
  end $$;
  -- Runs that were trained again by another worker.
  create table handgrad.audit (
    key text primary key references handgrad.result (key) on delete cascade,
    worker text not null,
    losses text not null,
    weights text not null,
    final text not null,
    audited timestamptz not null default clock_timestamp()
  );
  `,
];

/** Changes a schema in a transaction; of all that do, one at a time. */
export const changingSchema = <T>(
  database: Database,
  change: (sql: Sql) => Promise<T>,
): Promise<T> =>
  database.transaction(async (sql) => {
    await sql.executeSql("select pg_advisory_xact_lock(hashtext('handgrad schema'))");
    return await change(sql);
  });

/** The version of the database's tables; 0 where there are none. */
async function versionOf(sql: Sql): Promise<number> {
  // Not by to_regclass: who has waited for another that made the table gets its answer from before.
  const { rows: [{ found }] } = await sql.executeSql(
    `select exists (select from pg_tables where schemaname = '${SCHEMA}' and tablename = 'version') as found`,
  );
  if (!found) return 0;
  const { rows } = await sql.executeSql(`select version from ${SCHEMA}.version`);
  return Number(rows[0]?.version ?? 0);
}

/**
 * Brings the tables to this handgrad's version, where they are older or not there.
 *
 * @throws InputError where they are newer, or where this user may not change them
 */
export async function migrate(
  database: Database,
  migrations: readonly string[] = MIGRATIONS,
): Promise<void> {
  const found = await versionOf(database);
  refuseNewer(found, migrations, database);
  if (found === migrations.length) return;
  try {
    await changingSchema(database, async (sql) => {
      const now = await versionOf(sql); // another process may have done it meanwhile
      refuseNewer(now, migrations, database);
      if (now === 0) {
        await sql.executeSql(`create schema if not exists ${SCHEMA}`);
        await sql.executeSql(`create table ${SCHEMA}.version (version int not null)`);
        await sql.executeSql(`insert into ${SCHEMA}.version values (0)`);
      }
      for (const migration of migrations.slice(now)) await sql.executeSql(migration);
      await sql.executeSql(`update ${SCHEMA}.version set version = $1`, [migrations.length]);
    });
  } catch (error) {
    if (!/may not do that/.test((error as Error).message)) throw error;
    const { user } = database.address, where = describeAddress(database.address);
    throw new InputError(
      found === 0
        ? `${where} has no queue yet, and ${user} may not make one: let its owner start deno task run … --queue … first`
        : `The queue in ${where} is of an older handgrad, and ${user} may not change it: let its owner start deno task run … --queue … first`,
    );
  }
}

function refuseNewer(found: number, migrations: readonly string[], { address }: Database): void {
  if (found <= migrations.length) return;
  throw new InputError(
    `The queue in ${
      describeAddress(address)
    } is of a newer handgrad (its tables are version ${found}, this one knows ${migrations.length}): update handgrad here`,
  );
}
