/**
 * What the page holds as base64.
 *
 * @module
 */

/** The bytes of a base64 text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The lines of a packed text. @throws where this browser cannot unpack */
export async function unpackLines(packed: string): Promise<string[]> {
  const stream = new Blob([fromBase64(packed)]).stream();
  const text = await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
  return text.split("\n");
}
