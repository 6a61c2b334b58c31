import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { decodeSafetensors } from "../../runner/store/safetensors.ts";
import { needs } from "../permissions.ts";
import { run, runFolder, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;

Deno.test(
  needs("fold writes a network without batch norm whose losses are the same to 1e-6", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host);
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const folder = runFolder(host, "batch-norm");
      host.printed = "";
      assertEquals(await run(host, "fold", folder), 0, host.complained);
      assertStringIncludes(host.printed, "norm1 folded: 361 parameters are 353 now");
      const rows = [...host.printed.matchAll(/^(?:train|val|test) +(\d\.\d+) +(\d\.\d+)/gm)];
      assertEquals(rows.length, 3);
      for (const [, before, after] of rows) {
        assert(Math.abs(Number(before) - Number(after)) <= 1e-6);
      }
      assertMatch(host.printed, /Folded: results\/tiny\/batch-norm-.*\/folded\.safetensors\n$/);

      const bytes = await Deno.readFile(join(host.folder, folder, "folded.safetensors"));
      const names = decodeSafetensors(bytes).map(({ name, shape }) => `${name} [${shape}]`);
      assertEquals(names.sort(), [
        "embedding.weight [27,2]",
        "linear1.bias [8]",
        "linear1.weight [8,6]",
        "linear2.bias [27]",
        "linear2.weight [27,8]",
      ]);
      assertStringIncludes(new TextDecoder().decode(bytes), String.raw`{\"kind\":\"sequential\"`);

      // The run is still whole, and so is its folder to clean.
      assertEquals(await run(host, "sample", folder, "--count", "1"), 0, host.complained);
      assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
    }),
);

Deno.test(
  needs("fold refuses what has no batch norm, and what is no run", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, { variants: { plain: {} } });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      host.complained = "";
      const folder = runFolder(host, "plain");
      assertEquals(await run(host, "fold", folder), 2);
      assertEquals(host.complained, `${folder} has no batch norm to fold\n`);
      assertEquals(await run(host, "fold", "results/tiny"), 2);
      assertStringIncludes(host.complained, "results/tiny holds one run; name it");
      assertEquals(await run(host, "fold", "results/no"), 2);
    }),
);
