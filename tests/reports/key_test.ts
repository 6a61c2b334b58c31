import { assert, assertEquals } from "@std/assert";
import { keySection } from "../../reports/key.ts";
import { variantsOf } from "../../reports/rows.ts";
import type { StoredRun } from "../../runner/results.ts";
import { parse, texts } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { evaluation, fakeRun } from "./fake.ts";

const run = (batchSize: number, val: number | null, seed = 1, variant = `B ${batchSize}`) =>
  fakeRun({
    variant,
    seed,
    config: { training: { batchSize } },
    summary: { final: evaluation(3, { val }) },
  });
const page = (...runs: StoredRun[]) => parse(keySection(variantsOf(runs)));

Deno.test("the key against the loss: every run a dot, the lowest told, hopeless ones an arrow with their value", () => {
  const document = page(
    run(1, 2.5),
    run(1, 2.7, 2),
    run(32, 2.1),
    run(32, 2.25, 2),
    run(100, 10382.2),
    run(100, 10382.2, 2),
  );
  assertEquals(texts(document, "h2"), ["Final loss by batch size"]);
  const wide = document.querySelector(".wide")!;
  const labels = texts(wide, "text");
  for (const text of ["1", "32", "100", "32: 2.1750", "10,382"]) {
    assert(labels.includes(text), `${text} in ${labels}`);
  }
  // 4 runs, 2 means, 1 arrow
  assertEquals(texts(wide, "title").length, 7);
  const caption = texts(document, "figcaption").join();
  assert(caption.includes("B 100 (10,382)") && caption.includes("cannot be told from the lowest"));
  const words = document.querySelector("[role=img]")!.getAttribute("aria-label")!;
  assert(
    words.includes("mean of 2 seeds, 0.43 ± 0.32 above the lowest") && words.includes("10,382"),
    words,
  );
});

Deno.test("what is off the scale is said to be what it is", () => {
  const told = (...runs: StoredRun[]) => texts(page(run(1, 2.5), ...runs), "figcaption").join();
  const diverged = fakeRun({
    variant: "B 7",
    config: { training: { batchSize: 7 } },
    summary: { status: "diverged", final: [] },
  });
  const stopped = fakeRun({
    variant: "B 8",
    config: { training: { batchSize: 8 } },
    summary: { status: "hopeless", final: [] },
  });
  assert(told(stopped).includes("Stopped as hopeless, off the scale: B 8 (no final loss)."));
  const worse = run(100, 10382.2);
  assert(told(worse).includes("Worse than guessing, off the scale: B 100 (10,382)."));
  assert(told(diverged).includes("Diverged, off the scale: B 7 (diverged)."));
  assert(
    told(worse, diverged).includes(
      "Diverged or worse than guessing, off the scale: B 7 (diverged), B 100 (10,382).",
    ),
  );
});

Deno.test("each variant has the colour that it has everywhere, also the lowest and an arrow", () => {
  const document = page(run(1, 2.5), run(32, 2.1), run(100, 10382.2));
  const marks = [...document.querySelectorAll(".wide circle, .wide path")]
    .filter((mark) => mark.querySelector("title") !== null)
    .map((mark) => [
      mark.querySelector("title")!.textContent.match(/B \d+/)![0],
      (mark.getAttribute("fill") ?? mark.parentElement!.getAttribute("fill"))!,
    ])
    .filter(([, fill]) => fill.startsWith("var(--color"));
  assertEquals(
    new Map(marks as [string, string][]),
    new Map([
      ["B 1", "var(--color-0)"],
      ["B 32", "var(--color-1)"],
      ["B 100", "var(--color-2)"],
    ]),
  );
});

Deno.test("odd values make a chart without a number that is none", () => {
  const many = Array.from({ length: 100 }, (_, i) => run(i + 1, 2 + Math.abs(i - 50) / 100));
  const cases = [
    [run(1, 2), run(2, 2)],
    [run(1, 50), run(2, 1e30)],
    [run(1, null), run(2, 2)],
    [run(1, 3.2), run(1, 50, 2), run(2, 40)],
    many,
  ];
  for (const runs of cases) {
    const { text } = keySection(variantsOf(runs));
    assert(text.includes("<svg"));
    assert(
      !/NaN|Infinity|undefined|null|e\+/.test(text),
      text.match(/.{40}(NaN|Inf|und|null|e\+)/)?.[0],
    );
  }
});

Deno.test("hostile names stay text", () => {
  const { text } = keySection(
    variantsOf(HOSTILE.map((name, i) => run(i + 1, i % 2 ? 2 : 50, 1, name))),
  );
  assert(!/<script|<img|<svg onload/.test(text));
});

Deno.test("settings that were ended early are said to be left out, or to have fewer seeds", () => {
  const missing = [["B 8", 1], ["B 8", 2], ["B 32", 2], ["B 4", 1]].map(([variant, seed]) => (
    { folder: "x", variant: `${variant}`, seed: Number(seed), reason: "", stopped: true as const }
  ));
  const runs = variantsOf([run(1, 2.5), run(32, 2.1), run(2, 2.3)]);
  const [text] = texts(parse(keySection(runs, missing)), "figcaption");
  assert(text.includes("Left out: 2 settings that were ended early"), text);
  assert(text.includes("1 setting was ended early and has fewer seeds"), text);
  const lost = missing.map(({ stopped: _, ...one }) => one);
  assert(!keySection(runs, lost).text.includes("early"));
});
