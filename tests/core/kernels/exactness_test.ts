import { assertEquals } from "@std/assert";
import type { ArithmeticName } from "../../../core/arithmetic.ts";
import { fuses, hasSimd } from "../../../core/kernels/availability.ts";
import { runPool } from "../../../runner/training/pool.ts";
import { needs } from "../../permissions.ts";
import { hashesOf, hashOf, pinnedJobs, SETTINGS } from "./pinned_runs.ts";
import pins from "./pins.json" with { type: "json" };

const simd = { what: "WebAssembly SIMD", isThere: hasSimd() };
const fma = { what: "a processor that fuses multiply-adds", isThere: fuses() };
const needed = { plain: {}, exact: { other: simd }, fused: { other: fma } };
const names: ArithmeticName[] = ["plain", "exact", "fused"];

for (const arithmetic of names) {
  const name = `${arithmetic} runs give the pinned bits`;
  Deno.test(needs(name, needed[arithmetic]), async () => {
    assertEquals(await hashesOf(arithmetic), pins[arithmetic]);
  });
}

for (const workers of [1, 3]) {
  const name = `runs give the pinned bits in ${workers} worker${workers > 1 ? "s at once" : ""}`;
  Deno.test(needs(name, { read: true, other: simd }), async () => {
    const hashes: Record<string, string> = {};
    await runPool(pinnedJobs("exact"), {
      jobs: workers,
      onEnd: async (index, ending) => {
        if (ending.kind !== "outcome") throw new Error(JSON.stringify(ending));
        hashes[SETTINGS[index]] = await hashOf(ending);
      },
    });
    assertEquals(hashes, pins.exact as Record<string, string>);
  });
}

Deno.test("every arithmetic and every setting gives bits of its own", () => {
  const hashes = names.flatMap((arithmetic) => Object.values(pins[arithmetic]));
  // The bigram's only product is with zeros and a one, so that fusing it makes no difference.
  assertEquals(pins.fused["bigram, SGD"], pins.exact["bigram, SGD"]);
  assertEquals(new Set(hashes).size, names.length * SETTINGS.length - 1);
});
