/**
 * What a report or a run's folder says of a run: how it was made, and what came out. Both may have been through many
 * hands, so nothing is believed that has not been checked.
 *
 * @module
 */
import { basename } from "node:path";
import { z } from "zod";
import { checkRun } from "../config/config_checks.ts";
import { InputError } from "../errors.ts";
import type { NamedTensor } from "../store/safetensors.ts";
import { RunConfigSchema } from "../schema/schema.ts";
import { problemsIn, showPath } from "../schema/schema_errors.ts";
import { readModel, readRun } from "../store/store.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: "must be a SHA-256 in lower-case hex" });
const count = z.int().min(0);

const ClaimSchema = z.object({
  variant: z.string().max(200),
  seed: count.max(0xffff_ffff),
  folder: z.string().max(300),
  hash,
  status: z.enum(["finished", "diverged", "hopeless"]),
  steps: count,
  config: RunConfigSchema,
  dataset: z.object({ name: z.string().max(1000), sha256: hash, content: hash.optional() }),
  numerics: count,
  hashes: z.object({
    losses: hash,
    lossesAfter: z.record(z.string(), hash),
    weights: hash,
    final: hash,
  }),
});

/** What is said of a run; of one in a folder, its losses and weights are there too. */
export interface Claim extends z.infer<typeof ClaimSchema> {
  losses?: Float32Array;
  weights?: NamedTensor[];
}

/** @param where how messages call the run: the folder, or its place in the report @throws InputError */
export function checkClaim(value: unknown, where: string): Claim {
  const { data, error } = ClaimSchema.safeParse(value);
  const [problem] = data ? checkRun(data.config) : problemsIn(error!.issues, value);
  if (problem === undefined) return data!;
  const { path, message } = problem;
  const key = path.length === 0 ? "it" : showPath(path);
  throw new InputError(`${where} cannot be verified: ${key} ${message}`);
}

/** What is said of the run in a folder. @throws InputError where there is none, or where its files make no sense */
export async function readClaim(folder: string, display: string): Promise<Claim> {
  const [{ summary, config, losses }, { weights }] = await Promise.all(
    [readRun(folder), readModel(folder)],
  ).catch((error) => {
    if (error instanceof InputError) error.message = error.message.replaceAll(folder, display);
    throw error;
  });
  const claim = checkClaim(
    { ...summary, numerics: summary.versions.numerics, folder: basename(folder), config },
    display,
  );
  return { ...claim, losses, weights };
}

/** What a page's data say of its runs. @param text JSON, as `PageData` @throws InputError */
export function claimsOf(text: string, display: string): Claim[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new InputError(`${display} is damaged: the data in it are not JSON`);
  }
  const pages = z.object({ experiments: z.array(z.object({ runs: z.array(z.unknown()) })) });
  const parsed = pages.safeParse(data);
  if (!parsed.success) throw new InputError(`${display} is damaged: its data hold no runs`);
  return parsed.data.experiments.flatMap(({ runs }) => runs)
    .map((run, i) => checkClaim(run, `${display}, run ${i + 1},`));
}

const Missing = z.object({
  experiments: z.array(z.object({
    missing: z.array(z.object({
      folder: z.string(),
      reason: z.string(),
      stopped: z.literal(true).optional(),
    })),
  })),
});

/**
 * The runs that a page's data say are missing, and why; not those that halving ended.
 *
 * @param text JSON, as `PageData`
 */
export const missingOf = (text: string): string[] =>
  Missing.safeParse(JSON.parse(text)).data?.experiments.flatMap(({ missing }) =>
    missing.filter(({ stopped }) => !stopped).map(({ folder, reason }) =>
      `${folder.slice(0, 300)}: ${reason.slice(0, 300)}`
    )
  ) ?? [];
