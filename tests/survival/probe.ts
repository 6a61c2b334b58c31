/**
 * Tries what handgrad must never do, and prints what came of it as JSON. Usage, in the project's folder:
 *
 *     deno run <flags> tests/survival/probe.ts <a name that nothing else has> <kind>…
 *
 * What succeeds is undone.
 *
 * @module
 */
import { writeFileSync } from "node:fs";

/** What was tried → "refused" by Deno, "done", or how else it failed. */
export type Outcomes = Record<string, string>;

const [name, ...kinds] = Deno.args;
const outcomes: Outcomes = {};

/** Notes what comes of `action`. */
async function attempt(what: string, action: () => unknown): Promise<void> {
  try {
    await action();
    outcomes[what] = "done";
  } catch (error) {
    // An import that is refused is a TypeError.
    const isRefused = error instanceof Deno.errors.NotCapable ||
      /^Requires \w+ access/.test((error as Error).message);
    outcomes[what] = isRefused ? "refused" : String(error);
  }
}

function write(path: string): void {
  Deno.writeTextFileSync(path, "x");
  Deno.removeSync(path);
}

const probes: Record<string, () => Promise<void>> = {
  async allowed() {
    for (const folder of ["results", ".cache"]) {
      await attempt(`write in ${folder}/`, () => write(`${folder}/${name}.txt`));
    }
  },
  async write() {
    const outside = [
      `../${name}`,
      `results/../../${name}`,
      `${name}`,
      `docs/${name}`,
      `resultsx${name}`,
    ];
    for (const path of outside) {
      await attempt(`write ${path}`, () => write(path));
    }
    await attempt("write with node:fs", () => {
      writeFileSync(`../${name}`, "x");
      Deno.removeSync(`../${name}`);
    });
    await attempt("change deno.json", () => Deno.openSync("deno.json", { append: true }).close());
    await attempt("make a folder", () => {
      Deno.mkdirSync(`docs/${name}`);
      Deno.removeSync(`docs/${name}`);
    });
    await attempt("make a temporary folder", () => Deno.removeSync(Deno.makeTempDirSync()));
    await attempt("remove", () => Deno.removeSync(`docs/${name}`, { recursive: true }));
    await attempt("rename out", () => Deno.renameSync(`results/${name}-none`, `docs/${name}`));
    await attempt("link out", () => {
      Deno.symlinkSync("/", `results/${name}-symlink`);
      Deno.removeSync(`results/${name}-symlink`);
    });
    await attempt("ask for more", async () => {
      const { state } = await Deno.permissions.request({ name: "write" });
      if (state !== "granted") throw new Deno.errors.NotCapable(state);
    });
  },
  async net() {
    for (const hostname of ["127.0.0.1", "::1", "192.0.2.1", "githubusercontent.com"]) {
      await attempt(`connect to ${hostname}`, async () => {
        (await Deno.connect({ hostname, port: 9999 })).close();
      });
    }
    const hosts = ["localhost:9999", "192.0.2.1", "raw.githubusercontent.com.example.org"];
    for (const host of hosts) await attempt(`fetch ${host}`, () => fetch(`http://${host}/`));
    await attempt("listen", () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close());
    await attempt("WebSocket", () => new WebSocket("ws://127.0.0.1:9999/").close());
    await attempt("DNS", () => Deno.resolveDns("example.org", "A"));
  },
  async run() {
    for (const program of ["deno", "sh", "/bin/sh"]) {
      await attempt(
        `run ${program}`,
        () => new Deno.Command(program, { args: ["--help"] }).outputSync(),
      );
    }
  },
  async env() {
    await attempt("read HOME", () => Deno.env.get("HOME"));
    await attempt("read them all", () => Deno.env.toObject());
    await attempt("set PATH", () => Deno.env.set("PATH", Deno.env.get("PATH")!));
  },
  async sys() {
    await attempt("host name", () => Deno.hostname());
    await attempt("network interfaces", () => Deno.networkInterfaces());
  },
  async ffi() {
    await attempt("dlopen", () => Deno.dlopen("/lib/libnone.so", {}));
  },
  async import() {
    for (const host of ["127.0.0.1:9999", "192.0.2.1"]) {
      const address = `https://${host}/${name}.js`;
      await attempt(`import from ${host}`, () => import(address));
    }
  },
};

for (const kind of kinds) await probes[kind]();
console.log(JSON.stringify(outcomes));
