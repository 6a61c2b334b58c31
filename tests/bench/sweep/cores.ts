/** How busy a machine's cores are, as shares of all their time. */
export interface Shares {
  /** With a process and its threads. */
  own: number;
  others: number;
  idle: number;
}

const INTERVAL = 50; // ms

/** Looks how busy a process keeps the cores, from now on; Linux counts that in /proc. */
export class Cores {
  readonly #pid: number;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #before = machineTicks();
  #own = 0;

  constructor(pid: number) {
    this.#pid = pid;
    // The last look before its end tells.
    this.#timer = setInterval(() => this.#own = processTicks(this.#pid) ?? this.#own, INTERVAL);
  }

  /** @return null where it is not known */
  stop(): Shares | null {
    clearInterval(this.#timer);
    const after = machineTicks();
    if (this.#before === null || after === null) return null;
    const all = after.all - this.#before.all;
    const idle = after.idle - this.#before.idle;
    return { own: this.#own / all, others: (all - idle - this.#own) / all, idle: idle / all };
  }
}

/** Of all cores since the machine's start: user, nice, system, idle, iowait, irq, softirq, steal. */
function machineTicks(): { all: number; idle: number } | null {
  const text = read("/proc/stat");
  if (text === null) return null;
  const ticks = text.split("\n")[0].split(/ +/).slice(1, 9).map(Number);
  return { all: ticks.reduce((sum, x) => sum + x, 0), idle: ticks[3] + ticks[4] };
}

/** Of a process so far, in its own code and in the system's: the 14th and the 15th field, counted from the name in brackets. */
function processTicks(pid: number): number | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

function read(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}
