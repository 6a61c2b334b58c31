import { assert, assertEquals, assertThrows } from "@std/assert";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { fuses, hasSimd } from "../../../core/kernels/availability.ts";
import { runJob } from "../../../runner/training/job.ts";
import { needs } from "../../permissions.ts";
import { pinnedJobs } from "./pinned_runs.ts";

/** Does `work` on a machine whose WebAssembly refuses the modules that `isRefused` says. */
async function where(isRefused: (bytes: Uint8Array) => boolean, work: () => void | Promise<void>) {
  const { Module } = WebAssembly;
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [bytes]) {
      if (isRefused(bytes)) throw new WebAssembly.CompileError("Wasm SIMD unsupported");
      return new target(bytes);
    },
  });
  try {
    await work();
  } finally {
    WebAssembly.Module = Module;
  }
}

const VECTOR = 0x7b;
const withVectors = (bytes: Uint8Array) => bytes.includes(VECTOR);
/** The fused multiply-add is 0xfd, then 0x105 in LEB128. */
const withFused = (bytes: Uint8Array) =>
  bytes.some((byte, i) => byte === 0xfd && bytes[i + 1] === 0x85 && bytes[i + 2] === 0x02);

Deno.test("without vectors, plain is the best arithmetic, and kernels are refused", () =>
  where(withVectors, async () => {
    // A fresh copy of the module: it remembers what is best.
    const { bestArithmetic } = await import("../../../core/arithmetic.ts?vectors=no");
    assertEquals([hasSimd(), fuses(), bestArithmetic()], [false, false, "plain"]);
    for (const name of ["exact", "fused"] as const) {
      assertThrows(
        () => createArithmetic(name, 1000),
        RangeError,
        `This machine has no WebAssembly SIMD for "${name}" arithmetic`,
      );
    }
    assertEquals(createArithmetic("plain", 1000).name, "plain");
  }));

const simd = { other: { what: "WebAssembly SIMD", isThere: hasSimd() } };
Deno.test(
  needs("without relaxed SIMD, exact is the best, and fused is refused", simd),
  () =>
    where(withFused, async () => {
      const { bestArithmetic } = await import("../../../core/arithmetic.ts?relaxed=no");
      assertEquals([hasSimd(), fuses(), bestArithmetic()], [true, false, "exact"]);
      assertThrows(
        () => createArithmetic("fused", 1000),
        RangeError,
        "This machine does not fuse multiply-adds",
      );
      assertEquals(createArithmetic("exact", 1000).name, "exact");
    }),
);

Deno.test("without vectors, a run that asks for plain arithmetic finishes", () =>
  where(withVectors, async () => {
    const [job] = pinnedJobs("plain");
    const { status, steps, losses } = await runJob(job, () => {});
    assertEquals([status, steps], ["finished", 200]);
    assert(losses[199] < losses[0]);
  }));

Deno.test("without vectors, a run that asks for kernels fails, and says why", () =>
  where(withVectors, async () => {
    const [job] = pinnedJobs("exact");
    const error = await runJob(job, () => {}).catch((error) => error);
    assertEquals(
      String(error),
      'RangeError: This machine has no WebAssembly SIMD for "exact" arithmetic',
    );
  }));
