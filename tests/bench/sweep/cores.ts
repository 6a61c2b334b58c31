/** What a process took of a machine's cores while it ran, in seconds of one core. */
export interface Taken {
  /** With all its threads, and with its workers'. */
  all: number;
  workers: number;
  /** What others took meanwhile, and what nobody did. */
  others: number;
  idle: number;
}

const INTERVAL = 200; // ms
const TICKS = 100; // a second, in /proc on all machines that Deno runs on

/** Looks at what a process takes, from now on; Linux counts that in /proc. */
export class Cores {
  readonly #pid: number;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #before = machineTicks();
  readonly #threads = new Map<string, { name: string; ticks: number }>();

  constructor(pid: number) {
    this.#pid = pid;
    // The last look before its end tells.
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  /** @returns null where it is not known */
  stop(): Taken | null {
    clearInterval(this.#timer);
    const after = machineTicks();
    if (this.#before === null || after === null) return null;
    const threads = [...this.#threads.values()];
    const sum = (some: typeof threads) => some.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS;
    const all = sum(threads);
    const idle = (after.idle - this.#before.idle) / TICKS;
    const machine = (after.all - this.#before.all) / TICKS;
    const workers = sum(threads.filter(({ name }) => name.startsWith("worker")));
    return { all, workers, others: machine - idle - all, idle };
  }

  /**
   * A thread's name stands in brackets; the 14th and the 15th field are its ticks in its own code and in the system's.
   */
  #look(): void {
    for (const text of lines('cat /proc/"$1"/task/*/stat', String(this.#pid))) {
      const [from, to] = [text.indexOf("("), text.lastIndexOf(")")];
      const fields = text.slice(to + 2).split(" ");
      const ticks = Number(fields[11]) + Number(fields[12]);
      this.#threads.set(text.slice(0, from), { name: text.slice(from + 1, to), ticks });
    }
  }
}

/** Of all cores since the machine's start: user, nice, system, idle, iowait, irq, softirq, steal. */
function machineTicks(): { all: number; idle: number } | null {
  const [text] = lines("cat /proc/stat");
  if (text === undefined) return null;
  const ticks = text.split(/ +/).slice(1, 9).map(Number);
  return { all: ticks.reduce((sum, x) => sum + x, 0), idle: ticks[3] + ticks[4] };
}

/** What a shell prints; none where that cannot be had. Deno itself reads /proc only with all permissions. */
function lines(script: string, ...args: string[]): string[] {
  try {
    const { stdout } = new Deno.Command("sh", {
      args: ["-c", script, "sh", ...args],
      stderr: "null",
    }).outputSync();
    return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  } catch {
    return [];
  }
}
