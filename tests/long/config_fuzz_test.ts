import { assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { MAX_BYTES } from "../../runner/config/json.ts";
import { check, planned, survey } from "../runner/config/fuzz/survey.ts";

const DOCUMENTS = 10_000;

Deno.test(
  `${DOCUMENTS} damaged and generated documents are planned or refused, each within a second`,
  async () => {
    const accepted = await survey(DOCUMENTS, planned);
    // Enough of both that neither the planning nor the refusals go untested.
    assertLess(DOCUMENTS / 10, accepted);
    assertLess(accepted, DOCUMENTS * 9 / 10);
    assertEquals(Object.keys(Object.prototype), []);
  },
);

Deno.test("the most laborious documents of 250 kB take less than a second each", async () => {
  const many = (n: number, item: (i: number) => string) =>
    Array.from({ length: n }, (_, i) => item(i));
  const holding = (...members: string[]) => `{"title": "t", "question": "q", ${members.join()}}`;
  const variants = (n: number, patch: string) =>
    `"variants": {${many(n, (i) => `"v${i}": ${patch}`)}}`;
  const wrong =
    '{"model": {"batchNorm": {"x": 1}, "hiddenSizes": ["a"]}, "dataset": {"source": {"x": 1}}}';
  const documents = [
    holding(...many(20_000, (i) => `"k${i}": 1`)),
    holding(...many(2250, (i) => `"${"k".repeat(95)}${i}": 1`)),
    holding(`"seeds": [${many(80_000, () => '""')}]`),
    holding(variants(12_500, '{"a": 1}')),
    holding(variants(2500, wrong)),
    holding(variants(1000, '{"model": {"batchNorm": true}}'), '"training": {"batchSize": 1}'),
    holding(
      variants(1000, "{}"),
      `"training": {"learningRate": {"schedule": "step", "milestones": [${many(100, String)}]}}`,
      `"evaluation": {"at": [${many(200, String)}]}`,
    ),
    holding(variants(1000, "{}"), `"seeds": [${many(1000, String)}]`),
    holding(variants(1, "{}"), `"seeds": [${many(1000, String)}]`),
    `{"title": "${'\\"'.repeat(124_000)}`,
    `{"title": "${"\\\\".repeat(124_000)}\\x`,
    "\n".repeat(249_000) + "}",
  ];
  for (const text of documents) {
    assertLessOrEqual(text.length, MAX_BYTES);
    await check({ text, name: "x", set: [] }, planned);
  }
});
