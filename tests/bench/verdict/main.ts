/**
 * `deno task bench:verdict`: false claims of the report's verdict, and its power beside the old rule's (paired t tests,
 * Bonferroni over all pairs).
 *
 * @module
 */
import { formatTable } from "../../../cli/table.ts";
import { command } from "../command.ts";
import { claims, falseClaims, oldClaims, power, SPREADS } from "./simulate.ts";

const VARIANTS = [2, 3, 4, 5, 13], SEEDS = [2, 3, 5, 10], BOUND = 0.05;

await command(
  "bench:verdict",
  "[--repeats 10000] [--seed 1]",
  { repeats: "text", seed: "text" },
  ({ count }) => {
    const repeats = count("repeats", 1) ?? 10_000, first = count("seed", 0) ?? 1;
    const percent = (share: number) => (100 * share).toFixed(1);
    const error = (share: number) => Math.sqrt(share * (1 - share) / repeats);
    const cases = VARIANTS.flatMap((k) => SEEDS.map((seeds) => [k, seeds] as const));
    // Each cell has numbers of its own.
    let seed = 1000 * first;
    const spreads = Object.entries(SPREADS);
    const shares: { of: string; share: number }[] = [];
    const cell = (k: number, seeds: number, name: string, of: string, lacking = 0) => {
      const share = falseClaims(SPREADS[name](k), { seeds, repeats, seed: seed++, lacking });
      shares.push({ of: `${k} variants, ${seeds} seeds, ${name}${of}`, share });
      return percent(share);
    };

    console.log(
      `Any false claim, % of ${repeats} repeats without a difference (standard error ${
        percent(error(BOUND))
      } at ${percent(BOUND)}), by the errors’ deviations:\n`,
    );
    console.log(formatTable(
      ["variants", "seeds", ...spreads.map(([name]) => name)],
      cases.map(([k, seeds]) => [
        `${k}`,
        `${seeds}`,
        ...spreads.map(([name]) => cell(k, seeds, name, "")),
      ]),
    ));
    const lacks = { "one lacks a seed": () => 1, "half do": (k: number) => Math.ceil(k / 2) };
    const lacking = Object.entries(lacks).flatMap(([lack, of]) =>
      ["equal", "first 5×", "1 to 5"].map((name) => ({ lack, of, name }))
    );
    console.log("The same, where variants have lost a seed:\n");
    console.log(formatTable(
      ["variants", "seeds", ...lacking.map(({ lack, name }) => `${lack}, ${name}`)],
      cases.filter(([, seeds]) => seeds > 2).map(([k, seeds]) => [
        `${k}`,
        `${seeds}`,
        ...lacking.map(({ lack, of, name }) => cell(k, seeds, name, `, ${lack}`, of(k))),
      ]),
    ));
    const above = shares.filter(({ share }) => share > BOUND);
    // Of so many cells the highest lies so far above its true value by chance at most once in twenty times.
    const beyond = above.filter(({ share }) => share > BOUND + 3.5 * error(BOUND));
    const highest = shares.reduce((a, b) => b.share > a.share ? b : a);
    console.log(
      `Above ${percent(BOUND)}: ${above.length} of ${shares.length} cells, the highest ${
        percent(highest.share)
      } (${highest.of}); by more than 3.5 standard errors: ${beyond.length}${
        beyond.map(({ of, share }) => `, ${of}: ${percent(share)}`).join("")
      }.\n`,
    );

    const shifts = [1, 2, 3];
    console.log("A variant lower by 1, 2, 3 deviations told from the baseline, %:\n");
    console.log(formatTable(
      ["variants", "seeds", ...shifts.map((d) => `${d}`), ...shifts.map((d) => `old ${d}`)],
      cases.map(([k, seeds]) => [
        `${k}`,
        `${seeds}`,
        ...[claims, oldClaims].flatMap((claim) =>
          shifts.map((shift) => percent(power(k, shift, { seeds, repeats, seed: seed++, claim })))
        ),
      ]),
    ));
    return 0;
  },
);
