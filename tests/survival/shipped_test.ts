import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { SHIPPED } from "../shipped.ts";

const ROOT = join(import.meta.dirname!, "../..");

Deno.test(
  needs("the list of shipped questions is what Git knows of", { read: true, run: "git" }),
  async () => {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["ls-files", "experiments"],
      cwd: ROOT,
    }).output();
    if (!success) return; // an archive without its history
    const files = new TextDecoder().decode(stdout).trim().split("\n");
    const isQuestion = (path: string) =>
      path.endsWith(".json") && !path.endsWith(".schema.json") && !path.includes("/pytorch/");
    assertEquals(files.filter(isQuestion), [...SHIPPED]);
  },
);
