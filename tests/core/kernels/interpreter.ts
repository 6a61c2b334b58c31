/**
 * Carries kernels out instruction by instruction, as the machine does but in TypeScript, so that every operand and
 * result of its arithmetic can be looked at. Of WebAssembly it knows what core/kernels/assembler.ts emits.
 *
 * @module
 */
import { assemble, type Definition } from "../../../core/kernels/assembler.ts";
import type { Kernel } from "../../../core/kernels/assembler.ts";

/**
 * Is told of each operation on a lane: its exact result (as far as float64 holds it), the rounded one, and the
 * operands.
 */
export type Watch = (name: string, exact: number, result: number, operands: number[]) => void;

/** The bits of a vector's four lanes. */
type Vector = Int32Array;
type Instruction = (machine: Machine) => number | void;

interface Machine {
  stack: (number | Vector)[];
  locals: (number | Vector)[];
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const floatOf = (lane: number) => (bits[0] = lane, float[0]);
const bitsOf = (x: number) => (float[0] = x, bits[0]);

/** A kernel that is interpreted. */
export function interpret(
  definition: Definition,
  memory: WebAssembly.Memory,
  fused: boolean,
  watch: Watch,
): Kernel {
  const view = new DataView(memory.buffer);
  const { locals, instructions } = decode(
    assemble(definition, fused, memory.buffer.byteLength / 65536),
    view,
    watch,
  );
  return (...addresses) => {
    const machine = {
      stack: [],
      locals: [...addresses.slice(0, definition.pointers), ...locals],
    };
    for (let at = 0; at < instructions.length;) at = instructions[at](machine) ?? at + 1;
  };
}

function decode(bytes: Uint8Array, view: DataView, watch: Watch) {
  let at = 8;
  const unsigned = () => {
    for (let result = 0, shift = 0;; shift += 7) {
      const byte = bytes[at++];
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
  };
  const signed = () => {
    for (let result = 0, shift = 0;;) {
      const byte = bytes[at++];
      result |= (byte & 0x7f) << shift;
      shift += 7;
      if (byte < 0x80) return shift < 32 && byte & 0x40 ? result | -1 << shift : result;
    }
  };
  // The sections before the code, then one function's size, its locals, its body.
  while (bytes[at] !== 10) {
    at++;
    const size = unsigned();
    at += size;
  }
  at++;
  unsigned(), unsigned(), unsigned();
  const zeros: Record<number, () => number | Vector> = {
    0x7f: () => 0,
    0x7b: () => new Int32Array(4),
  };
  const locals = Array.from({ length: unsigned() }, () => (unsigned(), zeros[bytes[at++]]()));

  const instructions: Instruction[] = [];
  const loops: number[] = [];
  const number = ({ stack }: Machine) => stack.pop() as number;
  const vector = ({ stack }: Machine) => stack.pop() as Vector;
  const lanes = (f: (lane: number) => number): Vector => Int32Array.from([0, 1, 2, 3], f);
  /** A bitwise operation, lane by lane; operands in order. */
  const bitwise =
    (count: number, f: (...operands: number[]) => number): Instruction => (machine) => {
      const operands = Array.from({ length: count }, () => vector(machine)).reverse();
      machine.stack.push(lanes((l) => f(...operands.map((v) => v[l]))));
    };
  /** An operation of float32, watched. */
  const arithmetic = (
    name: string,
    count: number,
    exact: (...operands: number[]) => number,
    encode = (x: number) => bitsOf(x),
  ) =>
    bitwise(count, (...operands) => {
      const values = operands.map(floatOf);
      const result = exact(...values);
      watch(name, result, Math.fround(result), values);
      return encode(result);
    });
  const mask = (is: boolean) => is ? -1 : 0;
  const memoryArgument = () => (unsigned(), unsigned());

  const simd: Record<number, () => Instruction> = {
    0x00: () => {
      const offset = memoryArgument();
      return (machine) => {
        const start = number(machine) + offset;
        machine.stack.push(lanes((l) => view.getInt32(start + 4 * l, true)));
      };
    },
    0x0b: () => {
      const offset = memoryArgument();
      return (machine) => {
        const value = vector(machine);
        const start = number(machine) + offset;
        value.forEach((lane, l) => view.setInt32(start + 4 * l, lane, true));
      };
    },
    0x5a: () => storeLanes(1),
    0x5b: () => storeLanes(2),
    0x0c: () => {
      const from = new DataView(bytes.buffer, at, 16);
      at += 16;
      const value = lanes((l) => from.getInt32(4 * l, true));
      return ({ stack }) => void stack.push(value);
    },
    0x0d: () => {
      const from = [0, 1, 2, 3].map((l) => bytes[at + 4 * l] / 4);
      at += 16;
      return (machine) => {
        const [b, a] = [vector(machine), vector(machine)];
        machine.stack.push(lanes((l) => from[l] < 4 ? a[from[l]] : b[from[l] - 4]));
      };
    },
    0x13: () => (machine) => {
      const lane = number(machine);
      machine.stack.push(lanes(() => lane));
    },
    0xab: () => (machine) => {
      const by = number(machine);
      const value = vector(machine);
      machine.stack.push(lanes((l) => value[l] << by));
    },
    0x4e: () => bitwise(2, (a, b) => a & b),
    0x4f: () => bitwise(2, (a, b) => a & ~b),
    0x50: () => bitwise(2, (a, b) => a | b),
    0x52: () => bitwise(3, (a, b, mask) => a & mask | b & ~mask),
    0xae: () => bitwise(2, (a, b) => a + b | 0),
    0xb9: () => bitwise(2, (a, b) => a >>> 0 > b >>> 0 ? a : b),
    0xe0: () => bitwise(1, (a) => a & 0x7fffffff),
    0xe3: () => arithmetic("√", 1, Math.sqrt),
    0xe4: () => arithmetic("+", 2, (a, b) => a + b),
    0xe5: () => arithmetic("−", 2, (a, b) => a - b),
    0xe6: () => arithmetic("·", 2, (a, b) => a * b),
    0xe7: () => arithmetic("/", 2, (a, b) => a / b),
    0xea: () => arithmetic("min", 2, (a, b) => b < a ? b : a),
    0xeb: () => arithmetic("max", 2, (a, b) => a < b ? b : a),
    0x43: () => arithmetic("<", 2, (a, b) => Number(a < b), (is) => mask(is === 1)),
    0x44: () => arithmetic(">", 2, (a, b) => Number(a > b), (is) => mask(is === 1)),
    0x105: () => arithmetic("fused", 3, fusedMultiplyAdd),
  };
  const storeLanes = (count: number): Instruction => {
    const offset = memoryArgument();
    const first = bytes[at++] * count;
    return (machine) => {
      const value = vector(machine);
      const start = number(machine) + offset;
      for (let l = 0; l < count; l++) view.setInt32(start + 4 * l, value[first + l], true);
    };
  };
  const plain: Record<number, () => Instruction> = {
    0x03: () => {
      at++;
      loops.push(instructions.length);
      return () => {};
    },
    0x0d: () => {
      at++;
      const start = loops.at(-1)!;
      return (machine) => number(machine) !== 0 ? start : undefined;
    },
    0x0b: () => (loops.pop(), () => {}),
    0x20: () => {
      const index = unsigned();
      return ({ stack, locals }) => void stack.push(locals[index]);
    },
    0x21: () => {
      const index = unsigned();
      return ({ stack, locals }) => void (locals[index] = stack.pop()!);
    },
    0x22: () => {
      const index = unsigned();
      return ({ stack, locals }) => void (locals[index] = stack.at(-1)!);
    },
    0x28: () => {
      const offset = memoryArgument();
      return (machine) => void machine.stack.push(view.getInt32(number(machine) + offset, true));
    },
    0x41: () => {
      const value = signed();
      return ({ stack }) => void stack.push(value);
    },
    // The bits: only a splat takes it.
    0x43: () => {
      const value = new DataView(bytes.buffer, at, 4).getInt32(0, true);
      at += 4;
      return ({ stack }) => void stack.push(value);
    },
    0x6a: () => (machine) => void machine.stack.push(number(machine) + number(machine) | 0),
    0x6c: () => (machine) => void machine.stack.push(Math.imul(number(machine), number(machine))),
  };
  while (at < bytes.length) {
    const opcode = bytes[at++];
    const made = opcode === 0xfd ? simd[unsigned()] : plain[opcode];
    if (made === undefined) throw new Error(`Unknown instruction ${opcode.toString(16)} at ${at}`);
    instructions.push(made());
  }
  return { locals, instructions };
}

const double = new Float64Array(1);
const words = new BigInt64Array(double.buffer);

/**
 * a · b + c for float32 numbers, in float64, of which rounding to float32 gives what one rounding of the exact sum does
 * (round to odd).
 */
function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b; // exact
  const sum = product + c;
  const ofC = sum - product;
  const error = (product - (sum - ofC)) + (c - ofC);
  if (error === 0 || !Number.isFinite(error)) return sum;
  double[0] = sum;
  if ((words[0] & 1n) === 0n) words[0] += (error > 0) === (sum > 0) ? 1n : -1n;
  return double[0];
}
