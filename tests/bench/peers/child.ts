/**
 * A contestant, in a process of its own, with its stdin and stdout as the wire. It first says its version; the first
 * line it is sent is the data, and then each line is a question. All answers are JSON, a line each.
 *
 *     check <case>            the losses at steps 0, 1 and 99 from the given parameters and batches, or over all examples (of a network, the
 *                             validation split's); those at steps 0 and 1 where it has exploded, since rounding soon decides the rest
 *     time <case> <seconds>   microseconds a step, or an evaluation, after a warm-up
 *
 * @module
 */
import type { OptimizerOptions } from "../../../core/optimizers.ts";
import type { Weights } from "../setting.ts";
import type { Network } from "./networks.ts";

/** What all contestants are handed. */
export interface Data {
  V: number;
  T: number;
  E: number;
  H: number;
  B: number;
  /** [count, T] */
  X: number[];
  /** [count] */
  Y: number[];
  /** [100, B] which examples make the batches of the check */
  batches: number[][];
  /** The initial parameters C, W1, b1, W2 and b2; batch norm's gain is 1 and its bias 0. */
  parameters: Weights;
  /** Trainings that have exploded: at which rates they go on, and from which parameters. */
  exploded: Partial<Record<string, { rate: number; parameters: Weights }>>;
  /** The perceptron's with AdamW. */
  adamw: { rate: number; optimizer: OptimizerOptions };
  networks: Record<string, NetworkData>;
}

/** A network, and what it is trained and evaluated on. */
export interface NetworkData extends Network {
  B: number;
  train: ExampleData;
  val: ExampleData;
  /** [100, B] */
  batches: number[][];
  /** By handgrad's names. */
  parameters: Weights;
  /** The same as PyTorch has them: by the names in its state dict, its matrices [out, in]. */
  stateDict: Weights;
}

/** X [count, T], and Y [count], or [count, T] with V where nothing follows. */
export interface ExampleData {
  count: number;
  X: number[];
  Y: number[];
}

/** A line to start a contestant with. */
export interface Command {
  name: string;
  program: string;
  args: string[];
  env?: Record<string, string>;
  /** What it can do. */
  cases: readonly string[];
}

export class Child {
  readonly name: string;
  readonly cases: readonly string[];
  /** What it says that it is. */
  version = "";
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;
  readonly #complaints: Promise<string>;

  private constructor({ name, program, args, env, cases }: Command) {
    this.name = name;
    this.cases = cases;
    this.#process = new Deno.Command(program, {
      args,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#lines = linesOf(this.#process.stdout);
    this.#complaints = new Response(this.#process.stderr).text();
  }

  /**
   * Starts a contestant and hands it the data, as one line of JSON.
   *
   * @throws Error where it cannot be started, with its last words
   */
  static async start(command: Command, data: string): Promise<Child> {
    const child = new Child(command);
    child.version = await child.#answer() as string;
    await child.#send(data);
    return child;
  }

  async check(name: string): Promise<number[]> {
    await this.#send(`check ${name}`);
    return await this.#answer() as number[];
  }

  async time(name: string, seconds: number): Promise<number> {
    await this.#send(`time ${name} ${seconds}`);
    return await this.#answer() as number;
  }

  async stop(): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.#process.status;
  }

  async #send(line: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(line + "\n"));
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (!done) return JSON.parse(value);
    throw new Error((await this.#complaints).trim().split("\n").at(-1) || "it ended");
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
