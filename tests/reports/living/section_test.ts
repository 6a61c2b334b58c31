import { assertEquals } from "@std/assert";
import { livingSection } from "../../../reports/living/section.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { parse, texts } from "../dom.ts";
import { fakeRun } from "../fake.ts";

/** What is said of seeds. */
const said = (...runs: [variant: string, seed: number][]): string | undefined => {
  const section = livingSection(
    variantsOf(runs.map(([variant, seed]) => fakeRun({ variant, seed }))),
  );
  return /Of each variant[^.]*\./.exec(texts(parse(section), "p")[0])?.[0];
};

Deno.test("where variants have several seeds, the section says which of them it holds", () => {
  assertEquals(said(["a", 1], ["b", 1]), undefined);
  assertEquals(said(["a", 1], ["a", 2], ["b", 1]), "Of each variant its first seed, 1.");
  assertEquals(said(["a", 1], ["a", 2], ["b", 2]), "Of each variant its first seed.");
});

Deno.test("a page whose runs diverged holds no trained network, and says so", () => {
  const held = (...statuses: ("finished" | "diverged")[]) => {
    const runs = statuses.map((status, i) => fakeRun({ variant: `${i}`, summary: { status } }));
    return /^[^.]*\./.exec(texts(parse(livingSection(variantsOf(runs))), "p")[0])?.[0];
  };
  assertEquals(
    held("diverged"),
    "This file holds no trained network, since training diverged, but the code that trains one.",
  );
  assertEquals(
    held("finished"),
    "This file holds the trained network itself and the code that made it.",
  );
  assertEquals(
    held("diverged", "finished"),
    "This file holds the trained networks and the code that made them.",
  );
});
