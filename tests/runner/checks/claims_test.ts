import { assert, assertEquals, assertThrows } from "@std/assert";
import { pageData } from "../../../reports/page_data.ts";
import { checkClaim, claimsOf } from "../../../runner/checks/claims.ts";
import { InputError } from "../../../runner/errors.ts";
import { PythonRandom } from "../../../core/random/python.ts";
import { bnReport } from "../../reports/examples.ts";

const run = () => structuredClone(pageData([bnReport(10)]).experiments[0].runs[1]);

Deno.test("a run of a page is taken as it is, and keys of others do not matter", () => {
  const { folder, variant, seed, hash, status, steps, config, dataset, numerics, hashes } = run();
  const claim = { folder, variant, seed, hash, status, steps, config, dataset, numerics, hashes };
  assertEquals(checkClaim(run(), "x"), claim);
  assertEquals(checkClaim({ ...run(), more: 1 }, "x"), claim);
  assertEquals(claimsOf(JSON.stringify(pageData([bnReport(10)])), "x").length, 2);
});

Deno.test("what is missing or wrong is named with its place", () => {
  const refused = (change: (claim: Record<string, unknown>) => void, message: string) => {
    const claim = run() as unknown as Record<string, unknown>;
    change(claim);
    assertThrows(() => checkClaim(claim, "x"), InputError, `x cannot be verified: ${message}`);
  };
  refused((claim) => delete claim.hashes, "hashes is missing");
  refused((claim) => claim.seed = -1, "seed must be at least 0");
  refused((claim) => claim.numerics = "1", "numerics must be a number");
  refused((claim) => claim.config = null, "config must be an object");
  refused((claim) => claim.hashes = { losses: "", lossesAfter: {}, weights: "" }, "hashes.losses");
  assertThrows(
    () => checkClaim(null, "x"),
    InputError,
    "x cannot be verified: it must be an object",
  );
});

const JUNK: unknown[] = [
  null,
  undefined,
  true,
  -1,
  0.5,
  1e308,
  NaN,
  "",
  "\0</script>\u202e",
  "x".repeat(100_000),
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: 1, "": {} },
  { toString: null, length: -1 },
];

/** Puts something else somewhere into a JSON value. */
function spoil(value: unknown, random: PythonRandom): unknown {
  if (typeof value !== "object" || value === null || random.randbelow(8) === 0) {
    return JUNK[random.randbelow(JUNK.length)];
  }
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys.length === 0 ? "new" : keys[random.randbelow(keys.length)];
  if (random.randbelow(10) === 0) delete copy[key];
  else copy[key] = spoil(copy[key], random);
  return copy;
}

Deno.test("2,000 spoilt pages are taken or refused, and nothing else happens", () => {
  const random = new PythonRandom(1);
  const page = pageData([bnReport(10)]);
  let refused = 0;
  for (let i = 0; i < 2000; i++) {
    let data: unknown = page;
    for (let times = 1 + random.randbelow(3); times > 0; times--) data = spoil(data, random);
    try {
      claimsOf(JSON.stringify(data) ?? "", "x");
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      assert(error.message.length < 1000, error.message.slice(0, 2000));
      refused++;
    }
  }
  assert(refused > 500 && refused < 2000, `${refused} refused`);
});
