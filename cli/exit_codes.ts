/** What commands that save their work at a signal say of it. */
export const STOPPED = "stopped by Ctrl-C (143: by SIGTERM)";

/** The end of a command's help: what its exit codes say, those of every command and `own`. */
export function exitCodes(own: Readonly<Record<number, string>> = {}): string {
  const all = {
    0: "it is done",
    1: "a file cannot be read or written",
    2: "wrong use; what is wrong, and what is allowed, is told",
    ...own,
  };
  const rows = Object.entries(all).map(([code, meaning]) => `  ${code.padEnd(3)}  ${meaning}\n`);
  return `Exit codes:\n${rows.join("")}`;
}
