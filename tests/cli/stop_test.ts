import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { StopSignal } from "../../cli/host.ts";
import { stopOnSignal } from "../../cli/stop.ts";
import { needs } from "../permissions.ts";
import { run, runFolder, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;

Deno.test("signals within 2 seconds are one wish to stop, a later one ends at once", () => {
  const now = performance.now;
  let time = 5000;
  performance.now = () => time;
  try {
    let send: (signal: StopSignal) => void = () => {};
    const exits: number[] = [];
    {
      using stop = stopOnSignal({
        onSignal: (listener) => {
          send = listener;
          return () => send = () => exits.push(-1);
        },
        exit: (code) => void exits.push(code),
      });
      assertEquals([stop.signal.aborted, stop.exitCode()], [false, 0]);
      send("SIGTERM");
      assertEquals([stop.signal.aborted, stop.exitCode()], [true, 143]);
      time += 5;
      send("SIGINT");
      time += 1990;
      send("SIGINT");
      assertEquals([exits, stop.exitCode()], [[], 143]);
      time += 10;
      send("SIGINT");
      assertEquals(exits, [143]);
    }
    send("SIGINT");
    assertEquals(exits, [143, -1]);
  } finally {
    performance.now = now;
  }
});

Deno.test(needs("a stopped run goes on where it stopped, with the same bytes", FILES), async () => {
  await withHost(async (host) => {
    const training = { steps: 20_000 };
    await writeTiny(host, { training, variants: { plain: {} } });
    assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
    const path = (file: string) => join(host.folder, runFolder(host, "plain"), file);
    const whole = await Deno.readFile(path("model.safetensors"));

    const { print } = host;
    host.print = (text) => {
      print(text);
      if (/step [1-9]/.test(text)) host.signal?.("SIGINT");
    };
    host.terminalWidth = () => 80;
    assertEquals(await run(host, "run", "tiny.json", "--force"), 130, host.complained);
    assertMatch(host.printed, /plain +saved at step \d/);
    assertStringIncludes(host.printed, "To go on: deno task run tiny.json\n");
    host.print = print;
    // What had been finished is kept: it would be found now.
    await Deno.stat(path("checkpoint"));
    await Deno.remove(path("summary.json"));
    host.printed = "";
    assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
    assertMatch(host.printed, /plain +resumed at step \d/);
    assertEquals(await Deno.readFile(path("model.safetensors")), whole);
    assertEquals(await Deno.stat(path("checkpoint")).catch(() => "gone"), "gone");
  });
});
