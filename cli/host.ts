import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { harmless } from "../conduct/harmless.ts";

/** A signal that asks a process to end. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** What the commands need of the world around them, so that tests can give them another one. */
export interface Host {
  /** The folder that the user typed the command in; relative paths mean this one. */
  cwd(): string;
  /** Where results are written. */
  results(): string;
  /** Where a downloaded names.txt is kept. */
  cache(): string;
  /** $HANDGRAD_DATA, a folder that holds names.txt. */
  namesFolder(): string | undefined;
  /** What this machine is called. */
  machine(): string;
  /** How many processor cores it has, and so how many runs are trained at once where nothing else is asked for. */
  cores(): number;
  /** An environment variable that says where a queue is. */
  environment(name: string): string | undefined;
  /** Prints to the terminal or pipe. */
  print(text: string): void;
  /** Prints a complaint, made harmless: it may quote files. */
  complain(text: string): void;
  /** The terminal's width, or undefined where output goes to a file or a pipe. */
  terminalWidth(): number | undefined;
  /** Whether the terminal shows colors, and the user wants them. */
  hasColors(): boolean;
  /** Calls `listener` at each signal that asks to end, instead of ending. @returns what takes that back */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** The real one. `deno task` runs in the project's folder and leaves the user's in INIT_CWD. */
export const denoHost: Host = {
  cwd: () => Deno.env.get("INIT_CWD") ?? Deno.cwd(),
  results: () => join(Deno.cwd(), "results"),
  cache: () => join(Deno.cwd(), ".cache"),
  namesFolder: () => Deno.env.get("HANDGRAD_DATA") || undefined,
  machine: () => Deno.hostname(),
  cores: () => navigator.hardwareConcurrency,
  environment: (name) => Deno.env.get(name),
  print: (text) => writeAll(Deno.stdout, text),
  complain: (text) => writeAll(Deno.stderr, harmless(text)),
  terminalWidth: () => Deno.stdout.isTerminal() ? Deno.consoleSize().columns : undefined,
  hasColors: () => Deno.stdout.isTerminal() && !Deno.noColor,
  onSignal: (listener) => {
    const signals: StopSignal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
    const listeners = signals.map((signal) => ({ signal, call: () => listener(signal) }));
    for (const { signal, call } of listeners) Deno.addSignalListener(signal, call);
    return () => {
      for (const { signal, call } of listeners) Deno.removeSignalListener(signal, call);
    };
  },
  exit: (code) => Deno.exit(code),
};

/**
 * Writes it whole, or to nobody where the reader of a pipe has gone away: no reason to stop what else is to be done.
 */
function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let written = 0; written < bytes.length;) {
      written += stream.writeSync(bytes.subarray(written));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** A path as the user may have typed it, made absolute. */
export const fromUser = (host: Host, path: string): string => resolve(host.cwd(), path);

/**
 * A path as the user can type it: relative where it lies below the user's folder, and with "/", which Windows takes as
 * well.
 */
export function forUser(host: Host, path: string): string {
  const short = relative(host.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short.replaceAll(sep, "/");
}
