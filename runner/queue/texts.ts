/**
 * The texts that runs are trained on, in the queue's database: each once, by the hash of what it holds.
 *
 * @module
 */
import { z } from "zod";
import { sha256 } from "../data/bytes.ts";
import { contentHash } from "../data/content.ts";
import { checkLines, type SourceText } from "../data/lines.ts";
import { isRunningText, separatorOf } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import type { Database, Sql } from "./database.ts";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

const TextSchema = z.strictObject({
  name: z.string().max(1000),
  lines: z.array(z.string()).min(1),
  sha256: Hash,
  content: Hash.optional(),
  done: z.array(z.string()).optional(),
  notice: z.string().optional(),
});

/** Puts a text there, unless it is there already. @returns its id */
export async function putText(
  { name, lines, sha256: source, content, done, notice }: SourceText,
  sql: Sql,
): Promise<string> {
  const json = JSON.stringify({ name, lines, sha256: source, content, done, notice });
  const id = await sha256(new TextEncoder().encode(json));
  const { rows } = await sql.executeSql("select from handgrad.text where id = $1", [id]);
  if (rows.length === 0) {
    await sql.executeSql(
      "insert into handgrad.text (id, json) values ($1, $2) on conflict do nothing",
      [id, json],
    );
  }
  return id;
}

/**
 * Reads a text for a dataset. It may be anybody's: it is checked as a file is.
 *
 * @throws Error where there is none, or no dataset can be built from it
 */
export async function getText(
  database: Database,
  id: string,
  config: RunConfig["dataset"],
): Promise<SourceText> {
  const [row] = await database.query("select json from handgrad.text where id = $1", [id]);
  if (row === undefined) throw new Error("its text is not in the database");
  const json: string = row.json;
  if (await sha256(new TextEncoder().encode(json)) !== id) {
    throw new Error("its text is not what its id stands for");
  }
  const { data: text, error } = TextSchema.safeParse(parse(json));
  if (text === undefined) throw new Error(`its text has a wrong ${error.issues[0].path.join(".")}`);
  const isText = isRunningText(config.source);
  const checked = checkLines(text.lines, (i) => `${text.name}:${i + 1}`, text.name);
  if (!isText && checked.length < text.lines.length) throw new Error("its text has blank lines");
  if (text.content !== undefined) {
    const found = contentHash(text.lines, separatorOf(config));
    if (found !== text.content) throw new Error("its text is not what its content's hash says");
  }
  return text;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
