import { assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { InputError } from "../../../runner/errors.ts";
import { check, type Plan, planned, survey } from "./fuzz/survey.ts";

const DOCUMENTS = 500;

Deno.test(
  `${DOCUMENTS} damaged and generated documents are planned or refused`,
  async () => {
    const accepted = await survey(DOCUMENTS, planned);
    // Enough of both that neither the planning nor the refusals go untested.
    assertLess(DOCUMENTS / 10, accepted);
    assertLess(accepted, DOCUMENTS * 9 / 10);
    assertEquals(Object.keys(Object.prototype), []);
  },
);

Deno.test("a parser that breaks, dawdles or leaves its folder is caught, with the seed", async () => {
  const broken: [plan: Plan, message: string][] = [
    [({ text }) => Promise.resolve(JSON.parse(text) && []), "JSON"],
    [() => Promise.resolve(["results/x/../../y"]), "leaves results/"],
    [() => Promise.resolve(["results/x/run", "results/x/Run"]), "one folder for two runs"],
    [() => Promise.reject(new InputError("x".repeat(10_000))), "a message of 10000 characters"],
    [() => Promise.reject(new InputError("x\n    at f (a.ts:1:2)")), "at f (a.ts:1:2)"],
  ];
  for (const [plan, message] of broken) {
    const error = await assertRejects(() => survey(20, plan), Error, "seed: 42");
    assertStringIncludes((error.cause as Error).message, message);
  }
  const dawdle: Plan = () => new Promise((resolve) => setTimeout(resolve, 500, []));
  await assertRejects(() => check({ text: "", name: "x", set: [] }, dawdle, 1), Error, "took ");
});
