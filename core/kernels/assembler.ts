/**
 * A small assembler for WebAssembly with 128-bit vectors: functions written as nested TypeScript calls become a
 * module's bytes.
 *
 * Each method of `Code` appends its instruction when it is called. JavaScript evaluates a call's arguments before the
 * call, from left to right, which is the order of a stack machine: `code.mul(code.get(a), code.get(b))` emits
 * `local.get a, local.get b, f32x4.mul`.
 *
 * Source: https://webassembly.github.io/spec/core/binary/
 *
 * @module
 */

const I32 = 0x7f, F32 = 0x7d, V128 = 0x7b;
export type Type = "i32" | "f32" | "v128";
const TYPES: Record<Type, number> = { i32: I32, f32: F32, v128: V128 };

/** A value that lies on the stack; only to check that instructions get the types that they take. */
export type Value<T extends Type> = { readonly type: T };
const I: Value<"i32"> = { type: "i32" };
const F: Value<"f32"> = { type: "f32" };
const V: Value<"v128"> = { type: "v128" };

/** A local variable of a function. */
export interface Local<T extends Type> {
  readonly index: number;
  readonly type: T;
}
type Pointer = Local<"i32">;

/** Unsigned LEB128. */
function unsigned(n: number): number[] {
  const bytes: number[] = [];
  do {
    const rest = n >>> 7;
    bytes.push(rest === 0 ? n & 0x7f : n & 0x7f | 0x80);
    n = rest;
  } while (n !== 0);
  return bytes;
}

/** Signed LEB128. */
function signed(n: number): number[] {
  for (const bytes: number[] = [];;) {
    const byte = n & 0x7f;
    n >>= 7;
    if (n === 0 && byte < 0x40 || n === -1 && byte >= 0x40) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

/** The body of one function. */
export class Code {
  readonly bytes: number[] = [];
  readonly locals: Type[] = [];
  readonly #params: number;

  /** @param fused whether `madd` is the fused multiply-add of relaxed SIMD, or a multiplication and an addition */
  constructor(params: number, readonly fused: boolean) {
    this.#params = params;
  }

  local<T extends Type>(type: T): Local<T> {
    this.locals.push(type);
    return { index: this.#params + this.locals.length - 1, type };
  }

  get<T extends Type>(local: Local<T>): Value<T> {
    this.bytes.push(0x20, ...unsigned(local.index));
    return local;
  }

  set<T extends Type>(local: Local<T>, _value: Value<T>): void {
    this.bytes.push(0x21, ...unsigned(local.index));
  }

  /** A new variable with another's value. */
  copy<T extends Type>(local: Local<T>): Local<T> {
    const made = this.local(local.type);
    this.set(made, this.get(local));
    return made;
  }

  // ---- i32 ----

  int(n: number): Value<"i32"> {
    this.bytes.push(0x41, ...signed(n));
    return I;
  }
  addInt = (_a: Value<"i32">, _b: Value<"i32">) => this.#op(I, 0x6a);
  mulInt = (_a: Value<"i32">, _b: Value<"i32">) => this.#op(I, 0x6c);
  andInt = (_a: Value<"i32">, _b: Value<"i32">) => this.#op(I, 0x71);
  loadInt = (
    pointer: Pointer,
    offset = 0,
  ) => (this.get(pointer), this.#memory(I, [0x28], 2, offset));

  /** pointer += bytes */
  advance(pointer: Pointer, bytes: number): void {
    if (bytes !== 0) this.set(pointer, this.addInt(this.get(pointer), this.int(bytes)));
  }

  /** Runs `body` `times` times. */
  repeat(times: number, body: () => void): void {
    if (times <= 0) return;
    if (times === 1) return body();
    const left = this.local("i32");
    this.set(left, this.int(times));
    this.countDown(left, body);
  }

  /** Runs `body` as often as `left` says, at least once; `left` is 0 then. */
  countDown(left: Local<"i32">, body: () => void): void {
    this.bytes.push(0x03, 0x40); // loop
    body();
    this.addInt(this.get(left), this.int(-1));
    this.bytes.push(0x22, ...unsigned(left.index), 0x0d, 0x00, 0x0b); // local.tee, br_if 0, end
  }

  // ---- f32 ----

  float(x: number): Value<"f32"> {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, x, true);
    this.bytes.push(0x43, ...bytes);
    return F;
  }

  // ---- vectors of four f32 ----

  load = (
    pointer: Pointer,
    offset = 0,
  ) => (this.get(pointer), this.#memory(V, [0xfd, 0], 2, offset));
  /** Stores the first `lanes` of a vector. */
  store(pointer: Pointer, offset: number, value: Local<"v128">, lanes = 4): void {
    const lane = (op: number, lane: number, offset: number) => {
      this.get(pointer);
      this.get(value);
      this.#memory(V, [0xfd, op], 2, offset);
      this.bytes.push(lane);
    };
    if (lanes >= 4) {
      this.get(pointer);
      this.get(value);
      this.#memory(V, [0xfd, 11], 2, offset);
      return;
    }
    if (lanes >= 2) lane(0x5b, 0, offset); // v128.store64_lane
    if (lanes === 1) lane(0x5a, 0, offset); // v128.store32_lane
    if (lanes === 3) lane(0x5a, 2, offset + 8);
  }
  splat = (_x: Value<"f32">) => this.#simd(V, 0x13);
  /** All bits of the first `lanes` lanes. */
  mask(lanes: number): Value<"v128"> {
    this.#simd(V, 0x0c);
    for (let byte = 0; byte < 16; byte++) this.bytes.push(byte < 4 * lanes ? 0xff : 0);
    return V;
  }
  /** One lane of a vector in all four. */
  broadcast(vector: Local<"v128">, lane: number): Value<"v128"> {
    return this.shuffle(vector, vector, [lane, lane, lane, lane]);
  }
  /** Lanes 0–3 are a's, 4–7 are b's. */
  shuffle(a: Local<"v128">, b: Local<"v128">, lanes: number[]): Value<"v128"> {
    this.get(a);
    this.get(b);
    this.#simd(V, 0x0d);
    for (const lane of lanes) this.bytes.push(4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3);
    return V;
  }
  add = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xe4);
  sub = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xe5);
  mul = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xe6);
  div = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xe7);
  /** b < a ? b : a (one instruction, unlike f32x4.min; NaN in a stays). */
  min = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xea);
  /** a < b ? b : a */
  max = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xeb);
  sqrt = (_a: Value<"v128">) => this.#simd(V, 0xe3);
  abs = (_a: Value<"v128">) => this.#simd(V, 0xe0);
  less = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0x43);
  greater = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0x44);
  and = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0x4e);
  /** a, but 0 where the mask b is set. */
  andNot = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0x4f);
  or = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0x50);
  /** mask ? a : b, bit by bit */
  select = (_a: Value<"v128">, _b: Value<"v128">, _mask: Value<"v128">) => this.#simd(V, 0x52);
  /** Each lane as an integer, its bits moved up. */
  shiftLeft = (_a: Value<"v128">, _bits: Value<"i32">) => this.#simd(V, 0xab);
  /** The larger one of lanes that are unsigned integers. */
  maxInts = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xb9);
  /** The sum of lanes that are integers. */
  addInts = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xae);

  // ---- vectors of two f64, or of two i64 ----

  /** A number in both lanes. */
  doubles(x: number): Value<"v128"> {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, x, true);
    this.#simd(V, 0x0c);
    this.bytes.push(...bytes, ...bytes);
    return V;
  }
  /** The first two f32 of a vector. */
  toDoubles = (_a: Value<"v128">) => this.#simd(V, 0x5f);
  addDoubles = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xf0);
  subDoubles = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xf1);
  mulDoubles = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xf2);
  divDoubles = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xf3);
  lessDoubles = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0x49);
  shiftLeftLongs = (_a: Value<"v128">, _bits: Value<"i32">) => this.#simd(V, 0xcb);
  /** The sign comes in from above. */
  shiftRightLongs = (_a: Value<"v128">, _bits: Value<"i32">) => this.#simd(V, 0xcc);
  addLongs = (_a: Value<"v128">, _b: Value<"v128">) => this.#simd(V, 0xce);
  /** One of a vector's four lanes as an integer. */
  laneInt(vector: Local<"v128">, lane: number): Value<"i32"> {
    this.get(vector);
    this.#simd(I, 0x1b);
    this.bytes.push(lane);
    return I;
  }
  /** An f32, and zeros behind it. */
  loadFloat = (
    pointer: Pointer,
    offset = 0,
  ) => (this.get(pointer), this.#memory(V, [0xfd, 0x5c], 2, offset));
  /** The f32 at two places, and zeros behind them. */
  loadFloats(a: Pointer, b: Pointer, offset = 0): Value<"v128"> {
    this.get(b);
    this.loadFloat(a, offset);
    this.#memory(V, [0xfd, 0x56], 2, offset);
    this.bytes.push(1);
    return V;
  }
  /** The f64 at two places. */
  loadDoubles(a: Pointer, b: Pointer, offset = 0): Value<"v128"> {
    this.get(b);
    this.get(a);
    this.#memory(V, [0xfd, 0x5d], 3, offset);
    this.#memory(V, [0xfd, 0x57], 3, offset);
    this.bytes.push(1);
    return V;
  }

  /** a · b + c, rounded once (fused) or twice. */
  madd(a: () => Value<"v128">, b: () => Value<"v128">, c: () => Value<"v128">): Value<"v128"> {
    if (this.fused) {
      a(), b(), c();
      return this.#simd(V, 0x105);
    }
    return this.add(this.mul(a(), b()), c());
  }

  #op<T extends Type>(result: Value<T>, opcode: number): Value<T> {
    this.bytes.push(opcode);
    return result;
  }
  #simd<T extends Type>(result: Value<T>, opcode: number): Value<T> {
    this.bytes.push(0xfd, ...unsigned(opcode));
    return result;
  }
  #memory<T extends Type>(
    result: Value<T>,
    opcode: number[],
    align: number,
    offset: number,
  ): Value<T> {
    this.bytes.push(...opcode, align, ...unsigned(offset));
    return result;
  }
}

/** A function to assemble: it takes so many pointers (addresses in memory), and returns nothing. */
export interface Definition {
  pointers: number;
  build: (code: Code, ...pointers: Local<"i32">[]) => void;
  /** What it does one after the other, where that is several things. */
  steps?: readonly Definition[];
  /**
   * What comes to the same in any order, and at the same time; absent where it cannot be divided, or is too little to
   * be (parts.ts).
   */
  parts?: () => Part[];
}

/** A part of what a definition does. */
export interface Part {
  definition: Definition;
  /** Which of the whole's pointers is the first of its own. */
  first: number;
  /** How many bytes behind the whole's pointers its own point. */
  offsets: readonly number[];
  /**
   * Where it begins in the whole, from 0 to 1: parts at the same place of several kernels mostly work on the same
   * numbers.
   */
  at: number;
}

/** One function that does what several do, one after the other: their pointers stand side by side. */
export const sequence = (...steps: Definition[]): Definition => ({
  pointers: steps.reduce((sum, { pointers }) => sum + pointers, 0),
  steps,
  build(code, ...pointers) {
    for (const step of steps) step.build(code, ...pointers.splice(0, step.pointers));
  },
});

/** A function without parameters, which works at these addresses. */
export const bind = ({ build }: Definition, ...addresses: number[]): Definition => ({
  pointers: 0,
  build(code) {
    const pointers = addresses.map((address) => {
      const pointer = code.local("i32");
      code.set(pointer, code.int(address));
      return pointer;
    });
    build(code, ...pointers);
  },
});

/**
 * The bytes of a module that imports its memory as "m"."m" and exports its only function as "f".
 *
 * @param pages how many 64 KiB pages that memory has, now and ever: V8 checks addresses against a constant then, which
 * makes the products 8%
 *     faster
 * @param isShared whether several threads have that memory
 */
export function assemble(
  { pointers, build }: Definition,
  fused: boolean,
  pages: number,
  isShared = false,
): Uint8Array<ArrayBuffer> {
  const code = new Code(pointers, fused);
  const params = Array.from({ length: pointers }, (_, index) => ({ index, type: "i32" as const }));
  build(code, ...params);
  const section = (id: number, content: number[]) => [id, ...unsigned(content.length), ...content];
  const locals = code.locals.flatMap((type) => [1, TYPES[type]]);
  const body = [...unsigned(code.locals.length), ...locals, ...code.bytes, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // "\0asm", version 1
    ...section(1, [1, 0x60, ...unsigned(pointers), ...params.map(() => I32), 0]),
    // memory "m"."m"
    ...section(2, [
      1,
      1,
      0x6d,
      1,
      0x6d,
      2,
      isShared ? 3 : 1,
      ...unsigned(pages),
      ...unsigned(pages),
    ]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]), // "f" is function 0
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

/** A kernel, called with addresses. */
export type Kernel = (...addresses: number[]) => void;

/** The kernel of such a module, at work on a memory. */
export const instantiate = (module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel =>
  new WebAssembly.Instance(module, { m: { m: memory } }).exports.f as Kernel;
