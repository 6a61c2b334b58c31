import type { Host } from "./host.ts";

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 };

/** Under `deno task` a signal comes twice, milliseconds apart. */
const PATIENCE = 2000; // ms

/** A wish to end: the command saves what it is at. */
export interface Stop extends Disposable {
  /** Aborted at the first signal. */
  signal: AbortSignal;
  /** What the command ends with, once there was a signal. */
  exitCode(): number;
}

/**
 * Listens to SIGINT (Ctrl-C) and SIGTERM until it is disposed of. The first one aborts `signal`; those of the next 2
 * seconds are the same wish; a later one ends the process at once.
 */
export function stopOnSignal(host: Pick<Host, "onSignal" | "exit">): Stop {
  const controller = new AbortController();
  let first = 0;
  let exitCode = 0;
  const off = host.onSignal((name) => {
    if (!controller.signal.aborted) {
      first = performance.now();
      exitCode = EXIT_CODES[name];
      controller.abort();
    } else if (performance.now() - first >= PATIENCE) host.exit(exitCode);
  });
  return { signal: controller.signal, exitCode: () => exitCode, [Symbol.dispose]: off };
}
