import { join } from "node:path";
import { ROOT } from "../docs/markdown.ts";
import { needs } from "../permissions.ts";
import { walk } from "../walkthrough/walk.ts";
import { NEEDS, PASSWORD, startServer } from "./postgres.ts";

const run = [...NEEDS.run as string[], "bash"];

Deno.test(
  needs("all that the page on many machines says can be done", { ...NEEDS, write: ".cache", run }),
  async () => {
    await using server = await startServer();
    await server.create("handgrad");
    await walk("docs/how-to/many_machines.md", {
      dir: join(ROOT, ".cache"),
      env: { PGPASSWORD: PASSWORD },
      change: (block) => {
        const text = block.text
          .replaceAll("postgres://me@db.example.org/handgrad", `"${server.url("handgrad")}"`)
          // Workers work until they are stopped, in shells of their own.
          .replace(/^deno task worker .*/gm, "setsid $& > worker.log 2>&1 & echo $! >> workers");
        return { ...block, text };
      },
      end:
        "for pid in $(cat workers); do kill -- -$pid; done; while pgrep -g $(paste -sd, workers) > /dev/null; do sleep 0.1; done",
    });
  },
);
