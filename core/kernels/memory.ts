import { type FloatArray, sizeOf, type Tensor } from "../tensor.ts";
import { assemble, type Definition } from "./assembler.ts";

/** A kernel, called with addresses. */
export type Kernel = (...addresses: number[]) => void;

/** Where a tensor begins in its memory: what a kernel is called with. */
export const address = ({ data }: Tensor): number => data.byteOffset;

/**
 * The memory of a model's tensors, and the kernels that work on it. It never grows. Every tensor starts at a multiple of 16 bytes
 * and is followed by at least 16 bytes of padding, so that a kernel may read (and where it says so, write) a vector past its end.
 */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  readonly #fused: boolean;
  readonly #pages: number;
  #top = 16;

  /** @throws RangeError for more than WebAssembly's 4 GiB */
  constructor(bytes: number, fused: boolean) {
    if (bytes > 2 ** 32) {
      throw new RangeError(
        `The model takes up to ${
          (bytes / 2 ** 30).toFixed(1)
        } GiB, and the kernels have at most 4; "plain" arithmetic has no such limit`,
      );
    }
    this.#pages = Math.ceil(bytes / 65536);
    this.memory = new WebAssembly.Memory({ initial: this.#pages, maximum: this.#pages });
    this.#fused = fused;
  }

  /**
   * A float32 tensor of zeros in this memory.
   *
   * @throws RangeError when the memory is full
   */
  allocate(shape: readonly number[]): Tensor {
    const size = sizeOf(shape);
    const start = this.#top;
    this.#top += Math.ceil(size / 4) * 16 + 16;
    if (this.#top > this.memory.buffer.byteLength) {
      throw new RangeError(
        `The kernels' memory of ${this.memory.buffer.byteLength} bytes is full; a tensor of [${
          shape.join(", ")
        }] does not fit`,
      );
    }
    return { data: new Float32Array(this.memory.buffer, start, size), shape };
  }

  /** Compiles a kernel for this memory. */
  compile(definition: Definition): Kernel {
    const module = new WebAssembly.Module(assemble(definition, this.#fused, this.#pages));
    return new WebAssembly.Instance(module, { m: { m: this.memory } }).exports.f as Kernel;
  }

  /** Whether a tensor lies in this memory. */
  owns(data: FloatArray): boolean {
    return data.buffer === this.memory.buffer;
  }
}
