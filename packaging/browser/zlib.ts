/** What the library uses of node:zlib, for pages. */
// deno-lint-ignore no-import-prefix
import { gunzipSync as unpack, gzipSync as pack } from "npm:fflate@0.8.2";

export const gzipSync = (
  data: string | Uint8Array,
): Uint8Array & { toString(form: string): string } =>
  asBuffer(pack(typeof data === "string" ? new TextEncoder().encode(data) : data));
export const gunzipSync = (data: Uint8Array): Uint8Array => asBuffer(unpack(data));

/** As Node's Buffer is written out. */
const asBuffer = (bytes: Uint8Array) =>
  Object.assign(bytes, {
    toString: (form?: string) =>
      form === "base64"
        ? (bytes as Uint8Array & { toBase64(): string }).toBase64()
        : new TextDecoder().decode(bytes),
  });
