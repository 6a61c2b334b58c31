/**
 * Other engines and another processor: Node, and Deno for aarch64 in an emulator.
 *
 * @module
 */
import { can } from "../permissions.ts";

/** Node's version, e.g. 20; null where there is none. */
export function findNode(): number | null {
  if (!can("run", "node")) return null;
  try {
    const { stdout } = new Deno.Command("node", { args: ["--version"] }).outputSync();
    return Number(/^v(\d+)/.exec(new TextDecoder().decode(stdout))?.[1] ?? NaN) || null;
  } catch {
    return null;
  }
}

/** Relaxed SIMD is behind a flag up to Node 20, and no flag any more later. */
export const NODE_FLAGS = (version: number): string[] =>
  version <= 20 ? ["--experimental-wasm-relaxed-simd"] : [];

export const ARM = {
  emulator: "qemu-aarch64-static",
  /** All that QEMU knows, but return addresses signed in QEMU's own way: the architecture's takes most of the time. */
  cpu: ["-cpu", "max,pauth-impdef=on"],
  /** As `.ci/run` installs it. */
  deno: ".cache/aarch64/node_modules/@deno/linux-arm64-glibc/deno",
  packages: "in .cache/aarch64 npm's @deno/linux-arm64-glibc with Debian's libc6:arm64",
  /** Whether it starts. */
  isThere(): boolean {
    if (!can("run", this.emulator)) return false;
    try {
      return new Deno.Command(this.emulator, { args: [...this.cpu, this.deno, "--version"] })
        .outputSync()
        .success;
    } catch {
      return false;
    }
  },
};
