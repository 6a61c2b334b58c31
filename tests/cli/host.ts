import { join } from "node:path";
import { main } from "../../cli.ts";
import type { Host } from "../../cli/host.ts";
import type { StopSignal } from "../../cli/host.ts";

/** A host whose folders are temporary and whose output is kept. */
export interface TestHost extends Host {
  folder: string;
  printed: string;
  complained: string;
  /** Sends it a signal, where it listens to them. */
  signal?: (signal: StopSignal) => void;
}

/** Runs `test` with a host of its own, and removes its folder afterwards. */
export async function withHost(
  test: (host: TestHost) => Promise<void>,
  terminalWidth?: number,
): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: join(import.meta.dirname!, "../../.cache") });
  const host: TestHost = {
    folder,
    printed: "",
    complained: "",
    cwd: () => folder,
    results: () => join(folder, "results"),
    cache: () => join(folder, "cache"),
    namesFolder: () => undefined,
    machine: () => "machine",
    // A worker more takes longer to start than these trainings take.
    cores: () => 1,
    environment: () => undefined,
    print: (text) => void (host.printed += text),
    complain: (text) => void (host.complained += text),
    terminalWidth: () => terminalWidth,
    hasColors: () => false,
    onSignal: (listener) => {
      host.signal = listener;
      return () => host.signal = undefined;
    },
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  };
  try {
    await test(host);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Carries a command line out. @returns the exit code */
export const run = (host: TestHost, ...args: string[]): Promise<number> => main(args, host);

/** A tiny experiment on the names that come with handgrad, written to tiny.json. */
export async function writeTiny(host: TestHost, changes: Record<string, unknown> = {}) {
  const experiment = {
    title: "Tiny",
    question: "Does it run?",
    dataset: { source: "first-names", first: 500 },
    model: { embeddingSize: 2, hiddenSizes: [8] },
    training: { steps: 20 },
    samples: { count: 3, maxLength: 12 },
    variants: { plain: {}, "batch norm": { model: { batchNorm: true } } },
    ...changes,
  };
  await Deno.writeTextFile(join(host.folder, "tiny.json"), JSON.stringify(experiment));
}

/** The only folder of a run whose name starts so. */
export function runFolder(host: TestHost, start: string): string {
  const folders = [...Deno.readDirSync(join(host.folder, "results/tiny"))];
  return `results/tiny/${folders.find(({ name }) => name.startsWith(start))!.name}`;
}
