/**
 * One training on several threads, which share its memory (WebAssembly.Memory over a SharedArrayBuffer). The thread that trains opens one shared kernel after the
 * other; it and whoever helps take its parts, one at a time each, until there are none left. So helpers may come and go at any time, be slow or not there at all:
 * who is there does the work.
 *
 * @module
 */
import { instantiate, type Kernel } from "./assembler.ts";

/** A part of a kernel. */
interface Task {
  module: WebAssembly.Module;
  addresses: readonly number[];
}

/** What a helper is told: first on what to work, then each shared kernel, in the order of their numbers. */
export type ToHelper =
  | { kind: "memory"; memory: WebAssembly.Memory; control: Int32Array<SharedArrayBuffer> }
  | { kind: "kernel"; tasks: Task[] };

// What the threads tell each other, an integer each.
/** The kernel that is open, and its next part: number · 2¹⁶ + part. It says all there is to say of that part, so whoever counts it on has taken just that one. */
const OPEN = 0;
/** How many parts of it are done. */
const DONE = 1;
/** How many helpers sleep until there is work. */
const ASLEEP = 2;
/** The length of what a helper said when it broke, and then its characters. */
const BROKEN = 3;

const PART_BITS = 16;
const PART_MASK = (1 << PART_BITS) - 1;
const MOST_CHARACTERS = 500;
/** Looks at an integer that another thread will soon change, before it sleeps: some 50 µs. */
const LOOKS = 5_000;
/** A sleeper looks again after so long. */
const NAP = 100; // ms

/** A kernel's parts, made ready. */
type Parts = readonly (() => void)[];

/** The parts of the open kernel; undefined where there is none left, or this thread has not heard of it yet. */
function openParts(open: number, kernels: readonly Parts[]): Parts | undefined {
  const parts = kernels[open >>> PART_BITS];
  return parts !== undefined && (open & PART_MASK) < parts.length ? parts : undefined;
}

/** Takes a part of the open kernel and does it. @return whether there was one */
function doOne(control: Int32Array, kernels: readonly Parts[]): boolean {
  for (;;) {
    const open = Atomics.load(control, OPEN);
    const parts = openParts(open, kernels);
    if (parts === undefined) return false;
    if (Atomics.compareExchange(control, OPEN, open, open + 1) !== open) continue;
    parts[open & PART_MASK]();
    if (Atomics.add(control, DONE, 1) + 1 === parts.length) Atomics.notify(control, DONE);
    return true;
  }
}

const prepare = (tasks: readonly Task[], memory: WebAssembly.Memory): Parts => {
  const kernels = new Map<WebAssembly.Module, Kernel>();
  return tasks.map(({ module, addresses }) => {
    let kernel = kernels.get(module);
    if (kernel === undefined) kernels.set(module, kernel = instantiate(module, memory));
    return kernel.bind(null, ...addresses);
  });
};

/**
 * Parts in such an order that two which are taken one after the other, and so by two threads, are far from each other: neighbours write lines of the cache that lie
 * beside each other, and these would go to and fro between the threads. Their numbers' bits, read from behind.
 */
function farApart(tasks: readonly Task[]): Task[] {
  const bits = 32 - Math.clz32(tasks.length - 1);
  const reversed = (n: number) => {
    let result = 0;
    for (let bit = 0; bit < bits; bit++) result |= (n >> bit & 1) << (bits - 1 - bit);
    return result;
  };
  return Array.from({ length: 1 << bits }, (_, i) => tasks[reversed(i)])
    .filter((task) => task !== undefined);
}

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
    this.#tell({ kind: "memory", memory, control: this.#control });
  }

  /**
   * Makes a kernel of parts that do not depend on each other.
   *
   * @internal
   */
  share(tasks: Task[]): () => void {
    tasks = farApart(tasks);
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
    for (const message of this.#messages) tell(message);
    this.#helpers.push(tell);
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
    Atomics.store(control, OPEN, number << PART_BITS);
    if (Atomics.load(control, ASLEEP) > 0) Atomics.notify(control, OPEN);
    while (doOne(control, this.#kernels));
    for (let looks = 0;; looks++) {
      const done = Atomics.load(control, DONE);
      if (done === parts) return;
      if (Atomics.load(control, BROKEN) > 0) throw new Error(this.#whyBroken());
      if (looks >= LOOKS) Atomics.wait(control, DONE, done, NAP);
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
  #isBroken = false;

  hear(message: ToHelper): void {
    if (message.kind === "kernel") this.#kernels.push(prepare(message.tasks, this.#memory!));
    else ({ memory: this.#memory, control: this.#control } = message);
  }

  /** Does what parts it finds, `most` at most, until there have been none for a moment. */
  work(most: number): void {
    for (let [looks, done] = [0, 0]; looks < LOOKS && done < most;) {
      if (this.#doOne()) [looks, done] = [0, done + 1];
      else looks++;
    }
  }

  /** Waits until there is something to do, or something new to hear of. */
  async sleep(): Promise<void> {
    const control = this.#control!;
    const open = Atomics.load(control, OPEN);
    if (!this.#isBroken && openParts(open, this.#kernels) !== undefined) return;
    Atomics.add(control, ASLEEP, 1);
    await Atomics.waitAsync(control, OPEN, open).value;
    Atomics.sub(control, ASLEEP, 1);
  }

  /** What breaks here is thrown where it trains. */
  #doOne(): boolean {
    if (this.#isBroken) return false;
    try {
      return doOne(this.#control!, this.#kernels);
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
