import type { Network } from "./network.ts";

/** A network that the reader talks to. */
export interface Talker {
  name: string;
  look: number;
  /** Of its run; the samples' first seed. */
  seed: number;
  network: Network;
  /** Its run's folder, as `deno task sample` takes it; null for one that was trained in the page. */
  folder: string | null;
  /** The lines that it was trained on; null where the page does not hold them. */
  lines: Promise<ReadonlySet<string> | null>;
}
