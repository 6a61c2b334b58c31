import { assert, assertEquals, assertMatch } from "@std/assert";
import { needs } from "../permissions.ts";
import { run, withHost, writeTiny } from "./host.ts";

const wanted = { read: true, write: ".cache", env: true } as const;

const VARIANTS = {
  calm: {},
  wild: { training: { learningRate: { schedule: "constant", initial: 1e6 } } },
};
const RELU = { embeddingSize: 2, hiddenSizes: [8], activation: "relu" };

Deno.test(
  needs("a row of runs that diverged says so in the place of losses", wanted),
  () =>
    withHost(async (host) => {
      await writeTiny(host, { model: RELU, variants: VARIANTS, seeds: [1, 2] });
      assertEquals(await run(host, "run", "tiny.json"), 1);
      assertMatch(host.printed, /\nwild +all 2 diverged, (at step|between steps) [\d and]+ +\d+ /);
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json", "--each"), 1);
      assertMatch(host.printed, /\nwild \(seed 1\) +diverged at step \d+: .* is not finite +\d+ /);
      // deno-lint-ignore no-control-regex
      assert(!/\x1b/.test(host.printed));
    }),
);

Deno.test(
  needs("a terminal with colors shows failures red and the answer bold", wanted),
  () =>
    withHost(async (host) => {
      host.hasColors = () => true;
      await writeTiny(host, { model: RELU, variants: VARIANTS, seeds: [1, 2] });
      assertEquals(await run(host, "run", "tiny.json"), 1);
      // deno-lint-ignore no-control-regex
      assertMatch(host.printed, /\x1b\[31mDIVERGED at step \d+.*\x1b\[0m\n/);
      // deno-lint-ignore no-control-regex
      assertMatch(host.printed, /\x1b\[1m[^\x1b]*calm[^\x1b]*\x1b\[0m\n+What [^]*\n\nReport: /);
      assertMatch(host.printed, /\d done, \d running, \d waiting/);
    }, 80),
);
