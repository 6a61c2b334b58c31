import type { Setting } from "../../core/layer.ts";
import type { RunConfig } from "../schema/schema.ts";

/** What a config's layers are put in. */
export const settingOf = (
  { dataset: { contextLength, targets } }: Pick<RunConfig, "dataset">,
  vocabularySize: number,
): Setting => ({ vocabularySize, contextLength, ...targets ? { targets } : {} });
