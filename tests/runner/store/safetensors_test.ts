import { assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors, encodeSafetensors } from "../../../runner/store/safetensors.ts";

const TENSORS = [
  { name: "a", shape: [2, 3], data: Float32Array.of(1, -2, 0.1, 3e38, 1e-45, -0) },
  { name: "empty", shape: [0, 4], data: new Float32Array() },
  { name: "ключ 🔑", shape: [], data: Float32Array.of(7) },
];

/** A file with this header, as text, and so many bytes behind it. */
function file(header: string, bytes: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const all = new Uint8Array(8 + text.length + bytes);
  new DataView(all.buffer).setBigUint64(0, BigInt(text.length), true);
  all.set(text, 8);
  return all;
}

Deno.test("tensors come back as they were, to the last bit", () => {
  const bytes = encodeSafetensors(TENSORS, { format: "pt" });
  const back = decodeSafetensors(bytes);
  assertEquals(back, TENSORS);
  assertEquals(
    back.map(({ data }) => [...data].map((x) => 1 / x)),
    TENSORS.map(({ data }) => [...data].map((x) => 1 / x)),
  );
  // Also where the bytes start at an odd place of a larger buffer.
  const moved = new Uint8Array(bytes.length + 1);
  moved.set(bytes, 1);
  assertEquals(decodeSafetensors(moved.subarray(1)), TENSORS);
});

Deno.test("the bytes are laid out as the format says", () => {
  const bytes = encodeSafetensors(TENSORS, { format: "pt" });
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  assertEquals(length % 8, 0, "the numbers are aligned");
  assertEquals(text[0], "{");
  assertEquals(JSON.parse(text), {
    __metadata__: { format: "pt" },
    a: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
    empty: { dtype: "F32", shape: [0, 4], data_offsets: [24, 24] },
    "ключ 🔑": { dtype: "F32", shape: [], data_offsets: [24, 28] },
  });
  assertEquals(bytes.length, 8 + length + 28);
  assertEquals(view.getFloat32(8 + length + 4, true), -2);
});

Deno.test("tensors are found wherever the header puts them", () => {
  const entry = (from: number, to: number) =>
    `{"dtype":"F32","shape":[1],"data_offsets":[${from},${to}]}`;
  const bytes = file(`{"b":${entry(4, 8)},"a":${entry(0, 4)}}`, 8);
  bytes[bytes.length - 1] = 0x40;
  assertEquals(decodeSafetensors(bytes).map(({ name, data }) => [name, data[0]]), [["a", 0], [
    "b",
    2,
  ]]);
});

Deno.test("what is no such file is refused, and why", () => {
  const refused = (bytes: Uint8Array, why: string) =>
    assertThrows(() => decodeSafetensors(bytes), SyntaxError, why);
  const entry = (rest: string) => file(`{"a":{${rest}}}`, 8);
  refused(new Uint8Array(), "only 0 bytes");
  refused(new Uint8Array(7), "only 7 bytes");
  refused(new Uint8Array(8).fill(255), "a header of 18446744073709552000 bytes in a file of 8");
  refused(file("", 0), "its header is not JSON");
  refused(file("{", 0), "its header is not JSON");
  refused(file('{"\xff', 0).fill(0xff, 10), "its header is not JSON");
  refused(file("null", 0), "its header is no object");
  refused(file('{"a":null}', 0), "its header says nothing of use about a");
  refused(file('{"a":[]}', 0), "its header says nothing of use about a");
  refused(entry('"dtype":"F32","shape":[-1],"data_offsets":[0,8]'), "nothing of use about a");
  refused(entry('"dtype":"F32","shape":[1.5],"data_offsets":[0,8]'), "nothing of use about a");
  refused(entry('"dtype":"F32","shape":2,"data_offsets":[0,8]'), "nothing of use about a");
  refused(entry('"dtype":"F32","shape":[2],"data_offsets":[0]'), "nothing of use about a");
  refused(entry('"dtype":"I64","shape":[1],"data_offsets":[0,8]'), "a is I64");
  refused(
    entry('"dtype":"F32","shape":[3],"data_offsets":[0,8]'),
    "a [3] lies at bytes 0 to 8 of 8",
  );
  refused(entry('"dtype":"F32","shape":[3],"data_offsets":[0,12]'), "lies at bytes 0 to 12 of 8");
  refused(entry('"dtype":"F32","shape":[1],"data_offsets":[4,8]'), "lies at bytes 4 to 8 of 8");
  refused(entry('"dtype":"F32","shape":[1],"data_offsets":[0,4]'), "4 bytes too many at its end");
  const whole = encodeSafetensors(TENSORS);
  for (let length = 0; length < whole.length; length++) {
    assertThrows(() => decodeSafetensors(whole.subarray(0, length)), SyntaxError);
  }
});

Deno.test("a header of any one wrong byte gives an error or other tensors, never another kind of error", () => {
  const whole = encodeSafetensors(TENSORS);
  for (let i = 0; i < whole.length - 28; i++) {
    for (const bit of [1, 4, 32, 128]) {
      const bytes = whole.slice();
      bytes[i] ^= bit;
      try {
        decodeSafetensors(bytes);
      } catch (error) {
        assertEquals((error as Error).name, "SyntaxError", String(error));
      }
    }
  }
});
