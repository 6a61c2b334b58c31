import { type FloatArray, type Shape, sizeOf, type Tensor } from "../tensor.ts";
import {
  assemble,
  bind,
  type Definition,
  instantiate,
  type Kernel,
  sequence,
} from "./assembler.ts";
import type { Crew } from "./crew.ts";

/** Where a tensor begins in its memory: what a kernel is called with. */
export const address = ({ data }: Tensor): number => data.byteOffset;

/**
 * The memory of a model's tensors, and the kernels that work on it. It never grows. Every tensor starts with a line of
 * the cache, so that threads which write parts of it do not get into each other's way, and is followed by at least 16
 * bytes of padding, so that a kernel may read (and where it says so, write) a vector past its end.
 */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  readonly #fused: boolean;
  readonly #pages: number;
  readonly #crew: Crew | null;
  readonly #beside = new WeakMap<FloatArray, Map<string, unknown>>();
  #top = LINE;

  /**
   * @param crew what lets other threads work on it too
   * @throws RangeError for more than WebAssembly's 4 GiB
   */
  constructor(bytes: number, fused: boolean, crew: Crew | null = null) {
    if (bytes > 2 ** 32) {
      throw new RangeError(
        `The model takes up to ${
          (bytes / 2 ** 30).toFixed(1)
        } GiB, and the kernels have at most 4; "plain" arithmetic has no such limit`,
      );
    }
    this.#pages = Math.ceil(bytes / 65536);
    this.memory = new WebAssembly.Memory({
      initial: this.#pages,
      maximum: this.#pages,
      shared: crew !== null,
    });
    this.#fused = fused;
    this.#crew = crew;
    crew?.workOn(this.memory);
  }

  /**
   * A float32 tensor of zeros in this memory.
   *
   * @throws RangeError when the memory is full
   */
  allocate(shape: Shape): Tensor {
    const size = sizeOf(shape);
    const start = this.#top;
    this.#top += bytesOf(size);
    if (this.#top > this.memory.buffer.byteLength) {
      throw new RangeError(
        `The kernels' memory of ${this.memory.buffer.byteLength} bytes is full; a tensor of [${
          shape.join(", ")
        }] does not fit`,
      );
    }
    return { data: new Float32Array(this.memory.buffer, start, size), shape };
  }

  /** So many integers of 32 bits, 0 at first. */
  integers(length: number): Int32Array {
    const { data } = this.allocate([length]);
    return new Int32Array(data.buffer, data.byteOffset, length);
  }

  /** So many numbers of 64 bits, 0 at first. */
  doubles(length: number): Float64Array {
    const { data } = this.allocate([2 * length]);
    return new Float64Array(data.buffer, data.byteOffset, length);
  }

  /** A kernel that works on these tensors, or at these addresses, each time it is called. */
  bind(definition: Definition, ...places: (Tensor | number)[]): () => void {
    const addresses = places.map((place) =>
      typeof place === "number" ? place : this.addressOf(place)
    );
    if (this.#crew === null) return this.compile(bind(definition, ...addresses));
    return this.#share(this.#crew, definition, addresses);
  }

  /** What can be divided is shared with whoever helps; what lies in between is one kernel. */
  #share(crew: Crew, whole: Definition, addresses: readonly number[]): () => void {
    const runs: (() => void)[] = [];
    let alone: Definition[] = [];
    const finish = () => {
      if (alone.length > 0) runs.push(this.compile(sequence(...alone)));
      alone = [];
    };
    let first = 0;
    for (const step of stepsOf(whole)) {
      const own = addresses.slice(first, first += step.pointers);
      if (step.parts === undefined) {
        alone.push(bind(step, ...own));
        continue;
      }
      finish();
      const modules = new Map<Definition, WebAssembly.Module>();
      runs.push(crew.share(
        step.parts().map(({ definition, first, offsets, at }) => {
          let module = modules.get(definition);
          if (module === undefined) modules.set(definition, module = this.#assemble(definition));
          return { module, addresses: offsets.map((offset, i) => own[first + i] + offset), at };
        }),
      ));
    }
    finish();
    if (runs.length === 1) return runs[0];
    return () => {
      for (const run of runs) run();
    };
  }

  /**
   * Where a tensor begins in this memory.
   *
   * @throws TypeError where it lies elsewhere
   */
  addressOf({ data, shape }: Tensor): number {
    if (data.buffer !== this.memory.buffer) {
      throw new TypeError(`A tensor of [${shape.join(", ")}] does not lie in the kernels' memory`);
    }
    return data.byteOffset;
  }

  /**
   * What belongs to a tensor's numbers and to nothing else, made when it is first asked for by this name: room that
   * several kernels share.
   */
  beside<Made>(tensor: Tensor, name: string, make: () => Made): Made {
    let rooms = this.#beside.get(tensor.data);
    if (rooms === undefined) this.#beside.set(tensor.data, rooms = new Map());
    if (!rooms.has(name)) rooms.set(name, make());
    return rooms.get(name) as Made;
  }

  /** Compiles a kernel for this memory. */
  compile(definition: Definition): Kernel {
    return instantiate(this.#assemble(definition), this.memory);
  }

  #assemble(definition: Definition): WebAssembly.Module {
    const isShared = this.#crew !== null;
    return new WebAssembly.Module(assemble(definition, this.#fused, this.#pages, isShared));
  }
}

/** What it does one after the other. */
const stepsOf = (definition: Definition): readonly Definition[] =>
  definition.steps?.flatMap(stepsOf) ?? [definition];

/** What so many numbers take, with their padding. */
const bytesOf = (size: number) => Math.ceil((4 * size + 16) / LINE) * LINE;

/** Bytes of a line of the cache. */
const LINE = 64;

/** A memory that has nothing and only counts what is asked of it, to know how large a real one must be. */
export class CountingMemory extends KernelMemory {
  bytes = LINE;

  constructor() {
    super(0, false);
  }

  override allocate(shape: Shape): Tensor {
    this.bytes += bytesOf(sizeOf(shape));
    return { data: new Float32Array(0), shape };
  }

  override addressOf(): number {
    return 0;
  }

  override integers(length: number): Int32Array {
    this.bytes += bytesOf(length);
    return new Int32Array(0);
  }

  override doubles(length: number): Float64Array {
    this.bytes += bytesOf(2 * length);
    return new Float64Array(length);
  }

  override compile(): Kernel {
    return () => {};
  }
}
