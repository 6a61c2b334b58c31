import { assertEquals, assertThrows } from "@std/assert";
import { parse, stringify } from "@std/csv";

Deno.test("rows and fields are read, quoted or not, whatever the line ends", () => {
  assertEquals(parse('a,b\r\n1,"x, ""y"""\n,\n'), [["a", "b"], ["1", 'x, "y"'], ["", ""]]);
  assertEquals(parse('a\n"b\r\nc"'), [["a"], ["b\nc"]]);
});

Deno.test("a byte order mark and blank lines are skipped, an empty quoted field is not", () => {
  assertEquals(parse('\ufeffa\n\n""\r\n\r\nb\n'), [["a"], [""], ["b"]]);
  assertEquals(parse(""), []);
});

Deno.test("rows may differ in length where there is no header", () => {
  assertEquals(parse("a\nb,c\n"), [["a"], ["b", "c"]]);
});

Deno.test("skipFirstRow keys the rows by the header", () => {
  assertEquals(parse("step,loss\n0,3.3\n1,3.2\n", { skipFirstRow: true }), [
    { step: "0", loss: "3.3" },
    { step: "1", loss: "3.2" },
  ]);
  assertEquals(parse("step,loss\n", { skipFirstRow: true }), []);
});

Deno.test("skipFirstRow refuses rows that do not fit the header", () => {
  assertThrows(
    () => parse("a,b\n1,2\n3\n", { skipFirstRow: true }),
    Error,
    "Syntax error on line 3: The record has 1 fields, but the header has 2 fields",
  );
  assertThrows(() => parse("", { skipFirstRow: true }), TypeError, "headers must be defined");
});

Deno.test("a quote out of place is a SyntaxError with its position", () => {
  assertThrows(
    () => parse('a,b\n😀c"d,e\n'),
    SyntaxError,
    'Syntax error on line 2; parse error on line 2, column 3: bare " in non-quoted-field',
  );
  assertThrows(
    () => parse('a\n"b\nc"d'),
    SyntaxError,
    'Syntax error on line 2; parse error on line 3, column 2: extraneous or missing " in quoted-field',
  );
  assertThrows(
    () => parse('a,"b\nc\n'),
    SyntaxError,
    'Syntax error on line 1; parse error on line 2, column 1: extraneous or missing " in quoted-field',
  );
});

Deno.test("objects are written column by column, with headers and CR LF", () => {
  const rows = [{ step: 0, loss: 3.25 }, { step: 1, loss: null }];
  assertEquals(stringify(rows, { columns: ["step", "loss"] }), "step,loss\r\n0,3.25\r\n1,\r\n");
  assertEquals(stringify(rows, { columns: ["loss"], headers: false }), "3.25\r\n\r\n");
  assertEquals(stringify([], { columns: ["step", "loss"] }), "step,loss\r\n");
});

Deno.test("columns may be renamed, and lists are written as they are", () => {
  assertEquals(
    stringify([{ a: 1 }], { columns: [{ prop: "a", header: "A, a" }] }),
    '"A, a"\r\n1\r\n',
  );
  assertEquals(stringify([["a", "b"], [1, true]]), "a,b\r\n1,true\r\n");
  assertThrows(() => stringify([{ a: 1 }]), TypeError, "No property accessor function");
});

Deno.test("fields are quoted where they need it, and formulas are left alone", () => {
  assertEquals(
    stringify([["a,b", 'a"b', "a\nb", " a ", "=1+1", undefined]]),
    '"a,b","a""b","a\nb", a ,=1+1,\r\n',
  );
});

Deno.test("what is written is read back", () => {
  const rows = [["", "x"], ['"', ",\n"], ["\u0000", "😀"]];
  assertEquals(parse(stringify(rows)), rows);
});
