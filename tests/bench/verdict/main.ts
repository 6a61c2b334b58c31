/**
 * `deno task bench:verdict`: false claims of the report's verdict, and its power beside the old rule's (paired t tests, Bonferroni over all pairs).
 *
 * @module
 */
import { formatTable } from "../../../cli/table.ts";
import { command } from "../command.ts";
import { claims, falseClaims, oldClaims, power, SPREADS } from "./simulate.ts";

const VARIANTS = [2, 3, 4, 5, 13], SEEDS = [2, 3, 5, 10];

await command("bench:verdict", "[--repeats 2000]", { repeats: "text" }, ({ count }) => {
  const repeats = count("repeats", 1) ?? 2000;
  const percent = (share: number) => (100 * share).toFixed(1);
  const cases = VARIANTS.flatMap((k) => SEEDS.map((seeds) => [k, seeds] as const));
  console.log(
    `Any false claim, % of ${repeats} repeats without a difference; errors' deviations:\n`,
  );
  console.log(formatTable(
    ["variants", "seeds", ...Object.keys(SPREADS)],
    cases.map(([k, seeds]) => [
      `${k}`,
      `${seeds}`,
      ...Object.values(SPREADS).map((of) => percent(falseClaims(k, seeds, of(k), repeats))),
    ]),
  ));
  const shifts = [1, 2, 3];
  console.log("A variant lower by 1, 2, 3 deviations told from the baseline, %:\n");
  console.log(formatTable(
    ["variants", "seeds", ...shifts.map((d) => `${d}`), ...shifts.map((d) => `old ${d}`)],
    cases.map(([k, seeds]) => [
      `${k}`,
      `${seeds}`,
      ...[claims, oldClaims].flatMap((rule) =>
        shifts.map((shift) => percent(power(k, seeds, shift, repeats, rule)))
      ),
    ]),
  ));
  return 0;
});
