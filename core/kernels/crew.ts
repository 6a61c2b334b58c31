/**
 * One training on several threads, which share its memory (WebAssembly.Memory over a SharedArrayBuffer). The thread
 * that trains opens one shared kernel after the other; it and whoever helps take its parts, one at a time each, until
 * there are none left. So helpers may come and go at any time, be slow or not there at all: who is there does the work.
 *
 * @module
 */
import { instantiate, type Kernel } from "./assembler.ts";

/** A part of a kernel, and where it is in the whole, from 0 to 1. */
interface Task {
  module: WebAssembly.Module;
  addresses: readonly number[];
  at: number;
}

/** What a helper is told: first on what to work, then each shared kernel, in the order of their numbers. */
export type ToHelper =
  | {
    kind: "memory";
    memory: WebAssembly.Memory;
    control: Int32Array<SharedArrayBuffer>;
    /** Which of the helpers it is, from 1. */
    number: number;
  }
  | { kind: "kernel"; tasks: Task[] };

// What the threads tell each other, an integer each.
/**
 * The kernel that is open, and which of its parts are taken, a bit each: number · 2¹⁶ + bits. It says all there is to
 * say of them, so whoever changes it from what it has seen has taken just that part.
 */
const OPEN = 0;
/** How many parts of it are done. */
const DONE = 1;
/** How many helpers sleep until there is work. */
const ASLEEP = 2;
/** The length of what a helper said when it broke, and then its characters. */
const BROKEN = 3;

/** A kernel's parts are so many, at most; those that are near to each other are one. */
const MOST_PARTS = 16;
const MOST_CHARACTERS = 500;
/** Looks at an integer that another thread will soon change, before it sleeps: some 150 µs. */
const LOOKS = 1_000;
/** Lets the other thread of the same core go ahead between two looks, where the engine can. */
const pause = (Atomics as { pause?: () => void }).pause ?? (() => {});
/** A sleeper looks again after so long. */
const NAP = 100; // ms

/** A kernel's parts, made ready. */
type Parts = readonly (() => void)[];

/**
 * In which order a thread takes parts: each begins somewhere else, so that it takes mostly the same ones of each
 * kernel, whose numbers are in its cache, and those that are taken at the same time are far from each other.
 *
 * @param number 0 for the thread that trains
 */
const orderOf = (number: number): number[] => {
  const start = [0, 8, 4, 12, 2, 10, 6, 14][number % 8];
  return Array.from({ length: MOST_PARTS }, (_, i) => (start + i) % MOST_PARTS);
};

/** The next part of the open kernel; −1 where there is none left, or this thread has not heard of it yet. */
function nextPart(open: number, kernels: readonly Parts[], order: readonly number[]): number {
  const parts = kernels[open >>> MOST_PARTS]?.length ?? 0;
  for (const part of order) if (part < parts && (open >> part & 1) === 0) return part;
  return -1;
}

/** Takes a part of the open kernel and does it. @returns whether there was one */
function doOne(control: Int32Array, kernels: readonly Parts[], order: readonly number[]): boolean {
  for (;;) {
    const open = Atomics.load(control, OPEN);
    const part = nextPart(open, kernels, order);
    if (part < 0) return false;
    if (Atomics.compareExchange(control, OPEN, open, open | 1 << part) !== open) continue;
    const parts = kernels[open >>> MOST_PARTS];
    parts[part]();
    if (Atomics.add(control, DONE, 1) + 1 === parts.length) Atomics.notify(control, DONE);
    return true;
  }
}

/** Those that are near to each other, as one. */
function prepare(tasks: readonly Task[], memory: WebAssembly.Memory): Parts {
  const kernels = new Map<WebAssembly.Module, Kernel>();
  const groups = Map.groupBy(tasks, ({ at }) => Math.floor(at * MOST_PARTS));
  if (groups.size > MOST_PARTS) throw new RangeError("A part begins behind the whole");
  return [...groups.values()].map((group) => {
    const calls = group.map(({ module, addresses }) => {
      let kernel = kernels.get(module);
      if (kernel === undefined) kernels.set(module, kernel = instantiate(module, memory));
      return kernel.bind(null, ...addresses);
    });
    if (calls.length === 1) return calls[0];
    return () => {
      for (const call of calls) call();
    };
  });
}

const ORDER = orderOf(0);

/** The side of the thread that trains. */
export class Crew {
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * (4 + MOST_CHARACTERS)));
  readonly #kernels: Parts[] = [[]]; // the one of number 0 is never open
  readonly #messages: ToHelper[] = [];
  #memory: WebAssembly.Memory | undefined;
  #helpers: ((message: ToHelper) => void)[] = [];

  /** Says on what all work, before anything is shared. */
  workOn(memory: WebAssembly.Memory): void {
    this.#memory = memory;
    this.#helpers.forEach((tell, i) => tell(this.#beginning(i + 1)));
  }

  /**
   * Makes a kernel of parts that do not depend on each other.
   *
   * @internal
   */
  share(tasks: Task[]): () => void {
    const kernel = prepare(tasks, this.#memory!);
    const number = this.#kernels.push(kernel) - 1;
    this.#tell({ kind: "kernel", tasks });
    return () => {
      if (this.#helpers.length > 0) return this.#run(number, kernel.length);
      for (const task of kernel) task();
    };
  }

  /**
   * Lets another thread help.
   *
   * @internal
   * @param tell sends it messages
   */
  join(tell: (message: ToHelper) => void): void {
    const number = this.#helpers.push(tell);
    if (this.#memory === undefined) return;
    tell(this.#beginning(number));
    for (const message of this.#messages) tell(message);
  }

  #beginning(number: number): ToHelper {
    return { kind: "memory", memory: this.#memory!, control: this.#control, number };
  }

  /** Goes on alone. */
  disband(): void {
    this.#helpers = [];
  }

  /** Tells all who help, and who will. */
  #tell(message: ToHelper): void {
    this.#messages.push(message);
    for (const tell of this.#helpers) tell(message);
  }

  #run(number: number, parts: number): void {
    const control = this.#control;
    Atomics.store(control, DONE, 0);
    Atomics.store(control, OPEN, number << MOST_PARTS);
    if (Atomics.load(control, ASLEEP) > 0) Atomics.notify(control, OPEN);
    while (doOne(control, this.#kernels, ORDER));
    for (let looks = 0;; looks++) {
      const done = Atomics.load(control, DONE);
      if (done === parts) return;
      if (Atomics.load(control, BROKEN) > 0) throw new Error(this.#whyBroken());
      if (looks >= LOOKS) Atomics.wait(control, DONE, done, NAP);
      else pause();
    }
  }

  #whyBroken(): string {
    const control = this.#control;
    const characters = control.subarray(BROKEN + 1, BROKEN + 1 + control[BROKEN]);
    return `a thread that helped to train it broke: ${String.fromCharCode(...characters)}`;
  }
}

/** The side of a thread that helps. */
export class Helper {
  #control: Int32Array<SharedArrayBuffer> | undefined;
  #memory: WebAssembly.Memory | undefined;
  readonly #kernels: Parts[] = [[]];
  #order = ORDER;
  #isBroken = false;

  hear(message: ToHelper): void {
    if (message.kind === "kernel") this.#kernels.push(prepare(message.tasks, this.#memory!));
    else {
      ({ memory: this.#memory, control: this.#control } = message);
      this.#order = orderOf(message.number);
    }
  }

  /** Does what parts it finds, `most` at most, until there have been none for a moment. */
  work(most: number): void {
    for (let [looks, done] = [0, 0]; looks < LOOKS && done < most;) {
      if (this.#doOne()) {
        looks = 0;
        done++;
      } else {
        looks++;
        pause();
      }
    }
  }

  /** Waits until there is something to do, or something new to hear of. */
  async sleep(): Promise<void> {
    const control = this.#control!;
    const open = Atomics.load(control, OPEN);
    if (!this.#isBroken && nextPart(open, this.#kernels, this.#order) >= 0) return;
    Atomics.add(control, ASLEEP, 1);
    await Atomics.waitAsync(control, OPEN, open).value;
    Atomics.sub(control, ASLEEP, 1);
  }

  /** What breaks here is thrown where it trains. */
  #doOne(): boolean {
    if (this.#isBroken) return false;
    try {
      return doOne(this.#control!, this.#kernels, this.#order);
    } catch (error) {
      this.#isBroken = true;
      this.#break(String(error));
      return false;
    }
  }

  #break(why: string): void {
    const control = this.#control!;
    const length = Math.min(why.length, MOST_CHARACTERS);
    for (let i = 0; i < length; i++) control[BROKEN + 1 + i] = why.charCodeAt(i);
    Atomics.store(control, BROKEN, length);
    Atomics.notify(control, DONE);
  }
}
