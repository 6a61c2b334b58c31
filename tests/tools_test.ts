import { assertEquals } from "@std/assert";
import { filesOf, slowest, testsIn } from "./tools/slowest.ts";

const JUNIT = `<testsuite name="./tests/a_test.ts">
  <testcase name="a &lt; &quot;b&quot;" classname="./tests/a_test.ts" time="1.500" line="1" col="6">
  </testcase>
  <testcase name="c" classname="./tests/a_test.ts" time="0.25">
  </testcase>
  <testcase name="c &gt; step" classname="./tests/a_test.ts" time="0.125">
  </testcase>
  <testcase name="d" classname="./tests/b_test.ts" time="1.6">
  </testcase>
</testsuite>`;

Deno.test("the slowest tests and files are listed, steps as part of their tests", () => {
  const tests = testsIn(JUNIT);
  assertEquals(
    slowest(tests),
    "    1.6 s  tests/b_test.ts  d\n" +
      '    1.5 s  tests/a_test.ts  a < "b"\n' +
      "    0.3 s  tests/a_test.ts  c\n",
  );
  assertEquals(
    slowest(filesOf(tests)),
    "    1.8 s  tests/a_test.ts\n    1.6 s  tests/b_test.ts\n",
  );
});

Deno.test("ten are listed", () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ name: `${i}`, file: "x", seconds: i }));
  assertEquals(slowest(many).split("\n").length, 11);
});
