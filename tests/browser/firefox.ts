/**
 * Firefox, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), which it speaks itself: Debian's
 * firefox-esr, or another.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { PATIENCE } from "./patience.ts";

const NAMES = ["firefox-esr", "firefox"];
const FOLDERS = ["/usr/bin", "/Applications/Firefox.app/Contents/MacOS"];

/** Nothing but the page: no first-run pages, no word to any server. */
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "remote.active-protocols": 1,
  "services.settings.server": "data:,",
  "toolkit.telemetry.enabled": false,
};

/** Where Firefox is and may be started and spoken to; undefined where it is not. */
export function findFirefox(): string | undefined {
  const may = (descriptor: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(descriptor).state === "granted";
  if (!may({ name: "net", host: "127.0.0.1" })) return undefined;
  return FOLDERS.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => {
    if (!may({ name: "run", command: path }) || !may({ name: "read", path })) return false;
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** A tab of it. */
export interface Tab {
  /** Opens an address and waits until all is loaded. */
  open(url: string): Promise<void>;
  /** The value of an expression in the page (awaited where it is a promise); plain data. */
  evaluate<T>(expression: string): Promise<T>;
  /** Clicks with the mouse on the middle of what a selector finds, scrolled into view. */
  click(selector: string): Promise<void>;
  /** Presses keys one after another, e.g. "Tab", "a". */
  press(...keys: string[]): Promise<void>;
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>;
  /** Errors that the page made, and what it asked for besides its own file. */
  readonly wrong: readonly string[];
}

/** WebDriver's codes of keys without a letter. */
const KEYS: Record<string, string> = {
  Tab: "\uE004",
  Enter: "\uE007",
  " ": " ",
  ArrowRight: "\uE014",
};

/**
 * Starts Firefox with a fresh profile, does `work` in a tab of that size, and leaves nothing behind.
 *
 * @throws {Error} if there is no Firefox, or it does not answer
 */
export async function withFirefox(
  size: { width: number; height: number },
  work: (tab: Tab) => Promise<void>,
): Promise<void> {
  const path = findFirefox();
  if (path === undefined) throw new Error(`Found no Firefox in ${FOLDERS.join(", ")}`);
  await Deno.mkdir(".cache", { recursive: true });
  const profile = await Deno.makeTempDir({ dir: resolve(".cache"), prefix: "firefox-" });
  const preferences = Object.entries(PREFERENCES)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  await Deno.writeTextFile(join(profile, "user.js"), preferences.join(""));
  const process = new Deno.Command(path, {
    args: ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
    env: { HOME: profile, MOZ_CRASHREPORTER_DISABLE: "1" },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  try {
    const { address, rest } = await addressOf(process.stderr);
    const session = await Session.start(`${address}/session`);
    try {
      await work(await openTab(session, size));
    } finally {
      await session.end();
      await rest.cancel();
    }
  } finally {
    try {
      process.kill();
    } catch { /* It has ended. */ }
    await process.status;
    await Deno.remove(profile, { recursive: true });
  }
}

/** What Firefox says where it listens, and the stream that goes on. */
async function addressOf(stderr: ReadableStream<Uint8Array>) {
  const reader = stderr.getReader(), decoder = new TextDecoder();
  let said = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Firefox ended before it listened: ${said}`);
    said += decoder.decode(value, { stream: true });
    const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
    if (found) return { address: found[1], rest: reader };
  }
}

type Data = Record<string, unknown>;

/** Commands and their answers over one socket. */
class Session {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Data) => void>();
  #count = 0;
  onEvent: (method: string, params: Data) => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(data);
      if (answer.type === "event") this.onEvent(answer.method, answer.params);
      else this.#waiting.get(answer.id)?.(answer);
    };
  }

  static async start(address: string): Promise<Session> {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error(`Firefox does not answer on ${address}`));
    });
    const session = new Session(socket);
    await session.send("session.new", { capabilities: {} });
    return session;
  }

  async send(method: string, params: Data): Promise<Data> {
    const id = ++this.#count;
    const answer = new Promise<Data>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { type, error, message, result } = await answer;
    this.#waiting.delete(id);
    if (type === "error") throw new Error(`${method}: ${error}: ${message}`);
    return result as Data;
  }

  async end(): Promise<void> {
    await this.send("session.end", {}).catch(() => {});
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#socket.close();
    await closed;
  }
}

async function openTab(
  session: Session,
  viewport: { width: number; height: number },
): Promise<Tab> {
  const { contexts } = await session.send("browsingContext.getTree", {});
  const [{ context }] = contexts as { context: string }[];
  const wrong: string[] = [];
  let own = "";
  session.onEvent = (method, params) => {
    if (method === "log.entryAdded" && ["error", "warn"].includes(String(params.level))) {
      wrong.push(String(params.text));
    }
    if (method === "network.beforeRequestSent") {
      const { url } = params.request as { url: string };
      if (!url.startsWith(own) && !/^(blob|data|about|chrome|resource):/.test(url)) wrong.push(url);
    }
  };
  await session.send("session.subscribe", {
    events: ["log.entryAdded", "network.beforeRequestSent"],
    contexts: [context],
  });
  await session.send("browsingContext.setViewport", { context, viewport });

  async function evaluate<T>(expression: string): Promise<T> {
    const answer = await session.send("script.evaluate", {
      expression: `(async () => JSON.stringify(await (${expression})))()`,
      target: { context },
      awaitPromise: true,
      userActivation: true,
    });
    if (answer.type === "exception") {
      throw new Error((answer.exceptionDetails as { text: string }).text);
    }
    const { value } = answer.result as { value?: string };
    return value === undefined ? undefined as T : JSON.parse(value);
  }
  const perform = (actions: Data[]) => session.send("input.performActions", { context, actions });

  return {
    wrong,
    evaluate,
    async open(url) {
      own = url.split("#")[0];
      await session.send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async click(selector) {
      const one = `document.querySelector(${JSON.stringify(selector)})`;
      const find = () =>
        evaluate<{ x: number; y: number } | null>(`(() => {
        const element = ${one};
        element?.scrollIntoView({ block: "center", behavior: "instant" });
        const box = element?.getBoundingClientRect();
        return box ? { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) } : null;
      })()`);
      const end = Date.now() + PATIENCE;
      for (;;) {
        // What comes into sight is drawn then, and may push it away.
        let at = await find();
        for (let before = NaN; at !== null && at.y !== before;) {
          before = at.y;
          await new Promise((resolve) => setTimeout(resolve, 100));
          at = await find();
        }
        if (at === null) throw new Error(`There is no ${selector}`);
        await evaluate(
          `void (globalThis.isHit = false, ${one}.addEventListener("click", () => globalThis.isHit = true, { once: true, capture: true }))`,
        );
        await perform([{
          type: "pointer",
          id: "mouse",
          actions: [
            { type: "pointerMove", ...at },
            { type: "pointerDown", button: 0 },
            { type: "pointerUp", button: 0 },
          ],
        }]);
        // On a busy machine it may be pushed away even between the look and the click.
        if (await evaluate("globalThis.isHit !== false")) return;
        if (Date.now() > end) throw new Error(`No click came to ${selector}`);
      }
    },
    async press(...keys) {
      const actions = keys.flatMap((key) => {
        const value = KEYS[key] ?? key;
        return [{ type: "keyDown", value }, { type: "keyUp", value }];
      });
      await perform([{ type: "key", id: "keyboard", actions }]);
    },
    async until(expression) {
      const end = Date.now() + PATIENCE;
      while (!await evaluate<boolean>(`Boolean(${expression})`)) {
        if (Date.now() > end) throw new Error(`It never was true: ${expression}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}
