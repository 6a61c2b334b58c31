import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { decodeText } from "../../../runner/data/encoding.ts";
import { InputError } from "../../../runner/errors.ts";

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);
const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

function utf16(text: string, littleEndian: boolean, mark: boolean): Uint8Array {
  const units = (mark ? "\ufeff" : "") + text;
  const view = new DataView(new ArrayBuffer(2 * units.length));
  for (let i = 0; i < units.length; i++) view.setUint16(2 * i, units.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

const message = (bytes: Uint8Array, label?: string) =>
  assertThrows(() => decodeText(bytes, "a.txt", label), InputError).message;

Deno.test("byte-order marks of UTF-8 and UTF-16 are recognized and left out", () => {
  assertEquals(decodeText(bytesOf(0xef, 0xbb, 0xbf, 0x61), "a.txt"), { text: "a", mark: "utf-8" });
  for (const littleEndian of [true, false]) {
    const { text, mark } = decodeText(utf16("åsa\r\nöl 😀\n", littleEndian, true), "a.txt");
    assertEquals([text, mark], ["åsa\r\nöl 😀\n", littleEndian ? "utf-16le" : "utf-16be"]);
  }
});

Deno.test("an encoding is what its label says", () => {
  assertEquals(decodeText(latin("\xe5sa"), "a.txt", "windows-1252").text, "åsa");
  assertEquals(decodeText(bytesOf(0x8c, 0x73, 0x61), "a.txt", "macintosh").text, "åsa");
  assertEquals(decodeText(bytesOf(0xcb, 0xcf, 0xd4), "a.txt", "koi8-r").text, "кот");
  assertEquals(decodeText(bytesOf(0x82, 0xa0), "a.txt", "shift_jis").text, "あ");
  assertEquals(decodeText(utf16("å", false, false), "a.txt", "utf-16be").text, "å");
  assertEquals(decodeText(utf16("å", false, true), "a.txt", "UTF-16").text, "å");
});

Deno.test("an encoding that contradicts the mark is refused", () => {
  assertEquals(
    message(utf16("åsa", true, true), "windows-1252"),
    'a.txt begins with the byte-order mark of UTF-16LE, but dataset.source.encoding is "windows-1252"; ' +
      'leave encoding out, or set it to "utf-16le"',
  );
  assertEquals(decodeText(utf16("åsa", true, true), "a.txt", "utf-16le").text, "åsa");
});

Deno.test("UTF-16 without a mark is told by its zeros", () => {
  assertEquals(
    message(utf16("anna\nbob\n", true, false)),
    'a.txt has a 0 in every second byte: it looks like UTF-16 without a byte-order mark; set "encoding": "utf-16le" in dataset.source',
  );
  assertStringIncludes(message(utf16("anna\nåsa\n", false, false)), '"utf-16be"');
});

Deno.test("bytes that are no UTF-8 are named with the likely encoding and the key", () => {
  assertEquals(
    message(latin("anna\r\n\xe5sa\r\n")),
    'a.txt:2: byte 1 (0xe5) is not valid UTF-8; it is likely "windows-1252" (the line reads "åsa"), "macintosh" ' +
      '(the line reads "Âsa") or "iso-8859-2" (the line reads "ĺsa"): set "encoding" in dataset.source, or save the file as UTF-8',
  );
});

Deno.test("the likeliest encoding comes first", () => {
  const first = (bytes: Uint8Array) => /likely "([^"]*)"/.exec(message(bytes))?.[1];
  const koi8 = Uint8Array.from(
    [0xcb, 0xcf, 0xd4, 0x0a, 0xd3, 0xcf, 0xc2, 0xc1, 0xcb, 0xc1, 0x0a], // кот, собака
  );
  assertEquals(first(koi8), "koi8-r");
  const windows = Uint8Array.from([0xea, 0xee, 0xf2, 0x0a, 0xf1, 0xee, 0xe1, 0xe0, 0xea, 0xe0]);
  assertEquals(first(windows), "windows-1251");
  const mac = latin("\x8csa\n\x9asten\n\x8arla\nbj\x9arn\nm\x8arta\n");
  assertEquals(first(mac), "macintosh");
  const sjis = bytesOf(0x82, 0xb3, 0x82, 0xad, 0x82, 0xe7, 0x0a, 0x82, 0xcd, 0x82, 0xc8); // さくら, はな
  assertEquals(first(sjis), "shift_jis");
  assertEquals(first(latin("Jos\xe9\nZo\xeb\nFran\xe7ois\n")), "windows-1252");
  assertEquals(
    first(latin("krak\xf3w\n\xb6liwa\nma\xb3pa\nz\xb1b\nksi\xb1\xbfka\n")),
    "iso-8859-2",
  );
});

Deno.test("a file in another encoding that is damaged is named with its place", () => {
  assertStringIncludes(
    message(bytesOf(0x61, 0x0a, 0x82, 0xa0, 0x82, 0x0a), "shift_jis"),
    "a.txt:2: byte",
  );
  const odd = bytesOf(...utf16("anna", true, true), 0x61);
  assertStringIncludes(message(odd), "is not valid UTF-16LE, though the file begins with");
});

Deno.test("UTF-32 is named", () => {
  assertStringIncludes(message(bytesOf(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0)), "UTF-32LE");
});
