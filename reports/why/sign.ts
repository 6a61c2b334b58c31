/**
 * A sign of why a run went as it did.
 *
 * @module
 */
import type { Sentence } from "../sentence.ts";
import type { Looked } from "./looked.ts";

export interface Sign {
  /** Signs of a kind are alike. */
  kind: string;
  /** "too large steps" */
  cause: string;
  /** By which numbers: complete sentences, told of a variant that is named before them. */
  told: Sentence[];
  /** The number that stands for all, for a list of several variants; may be empty. */
  brief: string;
}

/**
 * What finds one.
 *
 * @param best the best's run, where there is one
 * @param near that of the nearest lower learning rate that trains
 */
export type Finder = (one: Looked, best?: Looked, near?: Looked) => Sign | null;
