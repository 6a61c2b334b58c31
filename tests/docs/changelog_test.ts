import { assertEquals } from "@std/assert";
import versions from "../core/kernels/numerics_versions.json" with { type: "json" };
import { needs } from "../permissions.ts";
import { read } from "./markdown.ts";

Deno.test(needs("the changelog tells of every numerics version", { read: true }), async () => {
  const [, told] = (await read("CHANGELOG.md")).split(/^## (?:Numerics versions|\d.*)\n/m);
  const numbers = [...told.matchAll(/^- \*\*(\d+)\*\*/gm)].map(([, number]) => number);
  assertEquals(numbers.toReversed(), Object.keys(versions));
});
