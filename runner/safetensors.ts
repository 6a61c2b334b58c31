/**
 * The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes that give the header's length, a JSON header, the numbers.
 *
 * @module
 */

/** A named float32 tensor. */
export interface NamedTensor {
  name: string;
  shape: readonly number[];
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
  if (length > bytes.length - 8) fail(`a header of ${length} bytes in a file of ${bytes.length}`);
  const start = 8 + length;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  return Object.entries(header).filter(([name]) => name !== "__metadata__").map(([name, entry]) => {
    const { dtype, shape, data_offsets: [from, to] } = entry as {
      dtype: string;
      shape: number[];
      data_offsets: [number, number];
    };
    const size = shape.reduce((product, n) => product * n, 1);
    if (dtype !== "F32") fail(`${name} is ${dtype}`);
    if (to - from !== 4 * size || start + to > bytes.length) {
      fail(`${name} [${shape}] lies at bytes ${from} to ${to} of ${bytes.length - start}`);
    }
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++) data[i] = view.getFloat32(start + from + 4 * i, true);
    return { name, shape, data };
  });
}
