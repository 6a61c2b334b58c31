import { assertEquals } from "@std/assert";
import { formatTable } from "../../cli/table.ts";

Deno.test("a text table has numbers to the right, and words to the left", () => {
  assertEquals(
    formatTable(["", "val"], [["plain", "2.1"], ["batch norm", "12.15"]]),
    "              val\nplain         2.1\nbatch norm  12.15\n",
  );
});

Deno.test("a cell spans columns, and widens the last of them where it has to", () => {
  const table = (text: string) =>
    formatTable(["", "train", "val", "time"], [["a", "2.1", "2.2", "1"], [
      "b",
      { text, span: 2 },
      "10",
    ]]);
  assertEquals(table("no loss"), "   train  val  time\na    2.1  2.2     1\nb  no loss       10\n");
  assertEquals(
    table("diverged at step 4"),
    "   train          val  time\na    2.1          2.2     1\nb  diverged at step 4    10\n",
  );
});

Deno.test("names that leave no room for their figures get lines of their own", () => {
  const table = (width: number) =>
    formatTable(["", "val"], [["a long name", "2.1"], ["b", "2.25"]], width);
  assertEquals(table(17), "              val\na long name   2.1\nb            2.25\n");
  assertEquals(table(16), "   val\na long name\n   2.1\nb\n  2.25\n");
});
