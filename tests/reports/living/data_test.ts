import { assertEquals } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { livingData, MAX_MODELS, MAX_TEXTS } from "../../../reports/living/data.ts";
import type { StoredText } from "../../../runner/results.ts";
import { fakeExperiment, fakeRun } from "../fake.ts";

const { sha256 } = fakeRun().summary.dataset;
const text: StoredText = { sha256, column: null, lines: ["emma", "olivia", " <script>"] };
const bytes = (length: number) => new Uint8Array(length).fill(7);

Deno.test("the first seed of each variant lives on, with its bytes and its text once", () => {
  const runs = [
    fakeRun({ model: bytes(10) }),
    fakeRun({ model: bytes(11), seed: 2 }),
    fakeRun({ model: bytes(12), variant: "other", losses: [0.1, NaN] }),
  ];
  const { texts, living } = livingData([fakeExperiment(runs, { texts: [text] })]);
  assertEquals([...living.keys()], [runs[0], runs[2]]);
  assertEquals([...living.values()].map(({ text, look }) => [text, look]), [[0, 0], [0, 1]]);
  assertEquals(Uint8Array.fromBase64(living.get(runs[2])!.model!), bytes(12));
  assertEquals(living.get(runs[2])!.losses.map((loss) => loss && Math.fround(loss)), [
    Math.fround(0.1),
    null,
  ]);
  assertEquals(texts.length, 1);
  assertEquals(
    gunzipSync(Uint8Array.fromBase64(texts[0].lines!)).toString(),
    text.lines.join("\n"),
  );
  assertEquals(texts[0].example, "em");
});

Deno.test("models beyond the budget stay out, and so does a text that was not kept", () => {
  const share = MAX_MODELS / 4 * 3 / 2; // base64 of two fills the budget
  const runs = ["a", "b", "c"].map((variant) => fakeRun({ variant, model: bytes(share - 3) }));
  const { texts, living } = livingData([fakeExperiment(runs)]);
  assertEquals(runs.map((run) => living.get(run)!.model !== null), [true, true, false]);
  assertEquals(texts.map(({ lines }) => lines), [null]);
});

Deno.test("a text that is too large stays out, another one does not suffer", () => {
  const random = () => crypto.getRandomValues(new Uint8Array(60_000)).toHex();
  const lines = Array.from({ length: 20 }, random);
  const other = fakeRun({ variant: "other" });
  other.summary.dataset.sha256 = "cd".repeat(32);
  const { texts } = livingData([
    fakeExperiment([fakeRun(), other], {
      texts: [{ ...text, lines }, { ...text, sha256: "cd".repeat(32) }],
    }),
  ]);
  assertEquals(texts.map(({ lines }) => lines !== null && lines.length < MAX_TEXTS), [false, true]);
});
