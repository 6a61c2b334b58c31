import { assertEquals } from "@std/assert";
import { join } from "node:path";
import type { ArithmeticName } from "../../core/arithmetic.ts";
import pins from "../core/kernels/pins.json" with { type: "json" };
import { needs } from "../permissions.ts";
import { bundlePins } from "../tools/bundle_pins.ts";
import { ARM, findNode, NODE_FLAGS } from "./engines.ts";

/** What another engine makes of the pinned runs. */
async function hashesBy(
  command: readonly string[],
  arithmetics: readonly ArithmeticName[],
): Promise<Record<string, unknown>> {
  await Deno.mkdir(".cache", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".cache", prefix: "engines-" });
  try {
    await Deno.writeTextFile(join(folder, "pins.mjs"), await bundlePins());
    const script = join(folder, "run.mjs");
    await Deno.writeTextFile(
      script,
      `import { hashesOf } from "./pins.mjs";
const hashes = {};
for (const name of ${JSON.stringify(arithmetics)}) hashes[name] = await hashesOf(name);
console.log(JSON.stringify(hashes));`,
    );
    const [program, ...args] = command;
    const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args, script] })
      .output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const node = findNode();
Deno.test(
  needs("Node gives the pinned bits", {
    read: true,
    write: ".cache",
    run: ["deno", "node"],
    other: { what: "Node", isThere: node !== null },
  }),
  async () => {
    const hashes = await hashesBy(["node", ...NODE_FLAGS(node!)], ["plain", "exact", "fused"]);
    // A processor that does not fuse has no such arithmetic.
    assertEquals(hashes, { ...pins, ...hashes.fused === null ? { fused: null } : {} });
  },
);

Deno.test(
  needs("an aarch64 processor gives the pinned bits", {
    read: true,
    write: ".cache",
    run: ["deno", ARM.emulator],
    other: { what: `${ARM.emulator}, and ${ARM.packages}`, isThere: ARM.isThere() },
  }),
  async () => {
    const { exact, fused } = pins;
    const command = [ARM.emulator, ...ARM.cpu, ARM.deno, "run", "--no-config"];
    const names = ["exact", "fused"] as const;
    const hashes = await Promise.all(names.map((name) => hashesBy(command, [name])));
    assertEquals(Object.assign({}, ...hashes), { exact, fused });
  },
);
