import { assertEquals } from "@std/assert";
import { tableCsv, type TableFile, tableLatex, tableMarkdown } from "../../reports/table_file.ts";

const table: TableFile = {
  heads: [
    { text: "variant", unit: "", isNumber: false },
    { text: "val", unit: "nats per character", isNumber: true },
    { text: "best val", unit: "nats per character", isNumber: true },
    { text: "parameters", unit: "", isNumber: true },
  ],
  rows: [
    [
      { text: "a|b_c & 100 % $\\^", below: "" },
      { text: "2.1042", below: "± 0.0013" },
      { text: "2.1000", below: "± 0.0010 at 16,000" },
      { text: "11,897", below: "" },
    ],
    [
      { text: '=SUM("x")', below: "" },
      { text: "> 10⁶", below: "± < 1" },
      { text: "–", below: "" },
      { text: "1", below: "" },
    ],
  ],
};

Deno.test("a table as CSV has units in its heads, digits as shown, and columns for what stands below", () => {
  assertEquals(tableCsv(table).split("\r\n"), [
    'variant,val (nats per character),"val, standard deviation",best val (nats per character),"best val, standard deviation","best val, step",parameters',
    "a|b_c & 100 % $\\^,2.1042,0.0013,2.1000,0.0010,16000,11897",
    `"'=SUM(""x"")",> 10⁶,< 1,,,,1`,
    "",
  ]);
});

Deno.test("a table as Markdown keeps what is text as text", () => {
  assertEquals(tableMarkdown(table).split("\n"), [
    "| variant | val (nats per character) | best val (nats per character) | parameters |",
    "| --- | ---: | ---: | ---: |",
    "| a\\|b\\_c & 100 % $\\\\^ | 2.1042 ± 0.0013 | 2.1000 ± 0.0010 at 16,000 | 11,897 |",
    '| =SUM("x") | \\> 10⁶ ± \\< 1 | – | 1 |',
    "",
  ]);
});

Deno.test("a table as LaTeX escapes what LaTeX would read", () => {
  assertEquals(tableLatex(table).split("\n"), [
    "\\begin{tabular}{lrrr}",
    "  \\hline",
    "  variant & val (nats per character) & best val (nats per character) & parameters \\\\",
    "  \\hline",
    "  a$|$b\\_c \\& 100 \\% \\$\\textbackslash{}\\textasciicircum{} & 2.1042 $\\pm$ 0.0013 & 2.1000 $\\pm$ 0.0010 at 16,000 & 11,897 \\\\",
    '  =SUM("x") & $>$ 10$^6$ $\\pm$ $<$ 1 & -- & 1 \\\\',
    "  \\hline",
    "\\end{tabular}",
    "",
  ]);
});
