import { join } from "node:path";
import { FolderStore } from "../../../runner/store/run_store.ts";
import { needs } from "../../permissions.ts";
import { DAMAGED, testRunStore } from "./run_store_suite.ts";

testRunStore(
  "in folders",
  (name) => needs(name, { read: true, write: ".cache" }),
  async (test) => {
    const folder = await Deno.makeTempDir({ dir: ".cache" });
    try {
      await test({
        store: new FolderStore(folder),
        damage: async ({ folder: run }, file) => {
          const path = join(folder, run, file);
          const bytes = await Deno.readFile(path);
          bytes[DAMAGED[file]] ^= 1;
          await Deno.writeFile(path, bytes);
        },
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
