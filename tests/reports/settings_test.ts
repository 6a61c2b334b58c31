import { assertEquals } from "@std/assert";
import { variantsOf } from "../../reports/rows.ts";
import { renderReport } from "../../reports/page.ts";
import { raw } from "../../reports/html.ts";
import { settings } from "../../reports/settings.ts";
import { parse } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { fakeExperiment, fakeRun } from "./fake.ts";

Deno.test("each variant's whole config can be read back from the page", () => {
  const file = `</code></pre>${HOSTILE.slice(0, 8).join("")}`;
  const runs = [
    fakeRun(),
    fakeRun({ variant: "other", config: { dataset: { source: { file } } } }),
  ];
  const page = parse(settings(variantsOf(runs)));
  const configs = [...page.querySelectorAll("details pre code")].map((e) =>
    JSON.parse(e.textContent!)
  );
  assertEquals(configs, runs.map((run) => run.config));
});

Deno.test("what a command changed is told beside the file's own words", () => {
  const noted = (command: string, rest = {}) => {
    const text = renderReport(fakeExperiment([fakeRun()], { command, comment: "Of it.", ...rest }));
    const page = parse(raw(text));
    const [comment] = page.querySelectorAll(".comment");
    return comment?.previousElementSibling?.querySelector("strong")?.parentElement?.textContent
      ?.trim().replace(/\s+/g, " ");
  };
  const words = "The text below was written for the settings in the file. For this page";
  assertEquals(
    noted("deno task run experiments/bn.json --set training.steps=20 --jobs 2"),
    `${words} training.steps=20 was set.`,
  );
  assertEquals(
    noted("deno task run x.json --only '<b>a' --set=a.b=1 --set 'seeds=[1,2]' --only b"),
    `${words} a.b=1, seeds=[1,2] were set, and only <b>a, b were trained.`,
  );
  assertEquals(noted("deno task run experiments/bn.json --jobs 2"), undefined);
  // Without words of the file's own there is nothing to stand beside.
  const set = "deno task run experiments/bn.json --set training.steps=20";
  assertEquals(noted(set, { comment: "" }), undefined);
  assertEquals(
    noted(set, { comment: "", findings: "It did." }),
    `${words} training.steps=20 was set.`,
  );
});
