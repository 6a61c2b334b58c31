/**
 * What speaks to the queue's database. Deno downloads beforehand what it finds imported by a literal, in deno.json or
 * in deno.lock; so these are imported by names that it does not see, and locked in a file of their own, deno.lock
 * beside this one: who has no queue does without them.
 *
 * @module
 */
const PG = "npm:pg@8.23.1", PG_BOSS = "npm:pg-boss@12.38.0";

/** A row, by its columns' names. */
// deno-lint-ignore no-explicit-any
export type Row = Record<string, any>;

/** What carries SQL out: a database, or a transaction in it. pg-boss takes either. */
export interface Sql {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

export interface Answer {
  rows: Row[];
}

/** What is used of pg, https://node-postgres.com. */
export interface Client {
  query(text: string, values?: unknown[]): Promise<Answer>;
  release(destroy?: boolean): void;
  on(event: "error", listener: (error: Error) => void): void;
}
export interface Pool {
  query(text: string, values?: unknown[]): Promise<Answer>;
  connect(): Promise<Client>;
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "connect", listener: (client: Client) => void): void;
}

export async function loadPool(): Promise<new (settings: unknown) => Pool> {
  return (await import(PG)).default.Pool;
}

/** A job, and which time it is that it was given to a worker. */
interface Attempt {
  id: string;
  retryCount: number;
}

/** Which jobs a command was carried out on. */
export interface Settled {
  settled?: string[];
}

interface At {
  db?: Sql;
}

/** What is used of pg-boss, https://timgit.github.io/pg-boss. */
export interface PgBoss {
  on(event: "error" | "warning", listener: () => void): void;
  start(): Promise<unknown>;
  stop(options: { graceful: boolean; close?: boolean }): Promise<void>;
  createQueue(name: string, options: Record<string, unknown>): Promise<void>;
  insert(name: string, jobs: readonly Record<string, unknown>[], at: At): Promise<unknown>;
  fetch(name: string): Promise<(Attempt & { data: unknown })[]>;
  touch(name: string, jobs: readonly Attempt[], at?: At): Promise<Settled>;
  complete(name: string, jobs: readonly Attempt[], data: null, at: At): Promise<Settled>;
  fail(name: string, jobs: readonly Attempt[], data: { message: string }): Promise<Settled>;
  redrive(name: string, options: { limit: number }): Promise<number>;
}

export async function loadBoss(): Promise<new (settings: unknown) => PgBoss> {
  return (await import(PG_BOSS)).PgBoss;
}
