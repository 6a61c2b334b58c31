/**
 * Prints the hashes that tests/core/kernels/exactness_test.ts compares with. To be run on a machine that fuses, where a change of the
 * arithmetic is meant (then NUMERICS_VERSION has to be raised too):
 *
 *     deno run tests/tools/pin_weights.ts > tests/core/kernels/pins.json
 *
 * @module
 */
import { hashesOf } from "../core/kernels/pinned_runs.ts";

const pins = {
  plain: await hashesOf("plain"),
  exact: await hashesOf("exact"),
  fused: await hashesOf("fused"),
};
console.log(JSON.stringify(pins, null, 2));
