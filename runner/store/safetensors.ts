/**
 * The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes that give the header's length, a JSON
 * header, the numbers.
 *
 * @module
 */

/** A named float32 tensor. */
export interface NamedTensor {
  /** As in the file. */
  name: string;
  /** The sizes of its axes. */
  shape: readonly number[];
  /** Row by row. */
  data: Float32Array;
}

/** The bytes of a safetensors file; `metadata` are free texts. */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset += data.byteLength] };
  }
  const text = JSON.stringify(header);
  // Spaces at its end bring the header to a multiple of 8 bytes, so that the numbers are aligned.
  const unpadded = new TextEncoder().encode(text);
  const length = Math.ceil(unpadded.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(unpadded, 8);
  let position = 8 + length;
  for (const { data } of tensors) {
    for (let i = 0; i < data.length; i++, position += 4) view.setFloat32(position, data[i], true);
  }
  return bytes;
}

/** What the header says of a tensor. */
interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * The tensors of a safetensors file.
 *
 * @throws SyntaxError where the bytes are not such a file or hold anything but float32
 */
export function decodeSafetensors(bytes: Uint8Array): NamedTensor[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (why: string): never => {
    throw new SyntaxError(`Not a safetensors file of float32 tensors: ${why}`);
  };
  if (bytes.length < 8) fail(`only ${bytes.length} bytes`);
  const length = Number(view.getBigUint64(0, true));
  const start = 8 + length;
  if (start > bytes.length) fail(`a header of ${length} bytes in a file of ${bytes.length}`);
  const entries = entriesOf(bytes.subarray(8, start), fail);
  let end = 0;
  const tensors = entries.map(([name, { dtype, shape, data_offsets: [from, to] }]) => {
    const size = shape.reduce((product, n) => product * n, 1);
    if (dtype !== "F32") fail(`${name} is ${dtype}`);
    if (from !== end || to - from !== 4 * size || start + to > bytes.length) {
      fail(`${name} [${shape}] lies at bytes ${from} to ${to} of ${bytes.length - start}`);
    }
    end = to;
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++) data[i] = view.getFloat32(start + from + 4 * i, true);
    return { name, shape, data };
  });
  if (start + end !== bytes.length) fail(`${bytes.length - start - end} bytes too many at its end`);
  return tensors;
}

/** The tensors that a header names, in the order in which they lie in the file. */
function entriesOf(bytes: Uint8Array, fail: (why: string) => never): [string, Entry][] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return fail("its header is not JSON");
  }
  if (typeof header !== "object" || header === null) return fail("its header is no object");
  const { __metadata__: _, ...tensors } = header as Record<string, unknown>;
  const entries = Object.entries(tensors).map(([name, value]): [string, Entry] => {
    const entry = value as Entry | null;
    const offsets = entry?.data_offsets;
    const isEntry = areSizes(entry?.shape) && areSizes(offsets) && offsets.length === 2;
    return isEntry ? [name, entry!] : fail(`its header says nothing of use about ${name}`);
  });
  return entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
}

const areSizes = (list: unknown): list is number[] =>
  Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
