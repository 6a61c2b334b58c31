/**
 * Pins the bits that tests/core/kernels/exactness_test.ts compares with, for the numerics version of
 * runner/numerics.ts. To be run on a machine that fuses, where a change of the arithmetic is meant, and after
 * NUMERICS_VERSION has been raised:
 *
 *     deno run --allow-write=tests/core/kernels tests/tools/pin_weights.ts
 *
 * @module
 */
import { NUMERICS_VERSION } from "../../runner/numerics.ts";
import { entered, type Pins } from "../core/kernels/numerics_versions.ts";
import versions from "../core/kernels/numerics_versions.json" with { type: "json" };
import { hashesOf } from "../core/kernels/pinned_runs.ts";
import before from "../core/kernels/pins.json" with { type: "json" };

const [plain, exact, fused] = [
  await hashesOf("plain"),
  await hashesOf("exact"),
  await hashesOf("fused"),
];
if (plain === null || exact === null || fused === null) {
  throw new Error("This machine does not have every arithmetic");
}
const pins: Pins = { plain, exact, fused };
const table = await entered(versions, NUMERICS_VERSION, pins, before);
const folder = "tests/core/kernels";
await Deno.writeTextFile(`${folder}/pins.json`, JSON.stringify(pins, null, 2) + "\n");
await Deno.writeTextFile(
  `${folder}/numerics_versions.json`,
  JSON.stringify(table, null, 2) + "\n",
);
