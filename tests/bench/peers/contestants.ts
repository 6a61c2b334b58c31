/**
 * Who is compared.
 *
 * @module
 */
import { join } from "node:path";
import type { ArithmeticName } from "../../../core/arithmetic.ts";
import { CASES, PERCEPTRON } from "./cases.ts";
import type { Command } from "./child.ts";
import { LARGE } from "./networks.ts";

/** Whom all others are compared with. */
export const REFERENCE = "PyTorch autograd";

const perceptron = Object.keys(PERCEPTRON);

/** A contestant that takes so many threads. */
export const withThreads = (name: string, threads: number): string => `${name}, ${threads} threads`;

/** How each contestant is started, and what it can do. */
export function contestants(
  arithmetics: ArithmeticName[],
  python: string,
  cores: number,
): Command[] {
  const torch = (
    name: string,
    file: string,
    threads: number,
    cases: readonly string[],
    ...args: string[]
  ): Command => ({
    name,
    program: python,
    args: ["-B", path(file), String(threads), ...args],
    env: threadsEnv(threads),
    cases,
  });
  const numpy: Command = {
    name: "NumPy by hand",
    program: python,
    args: ["-B", path("numpy_by_hand.py")],
    env: threadsEnv(1),
    cases: [...perceptron, "rnn", "rnn-evaluation"],
  };
  return [
    ...arithmetics.map((arithmetic) =>
      deno(`handgrad ${arithmetic}`, CASES, [path("handgrad.ts"), arithmetic])
    ),
    ...(cores > 1 ? arithmetics.filter((name) => name !== "plain") : []).map((arithmetic) =>
      // It reads the modules of its threads.
      deno(withThreads(`handgrad ${arithmetic}`, cores), LARGE, [
        "--allow-read",
        path("handgrad.ts"),
        arithmetic,
        String(cores),
      ])
    ),
    torch(REFERENCE, "torch_autograd.py", 1, CASES),
    ...cores > 1 ? [torch(withThreads(REFERENCE, cores), "torch_autograd.py", cores, CASES)] : [],
    torch("PyTorch by hand", "torch_by_hand.py", 1, perceptron),
    torch("PyTorch by hand, jit.script", "torch_by_hand.py", 1, perceptron, "script"),
    numpy,
    tensorflow("TensorFlow.js WebAssembly, autograd", "wasm", "autograd"),
    tensorflow("TensorFlow.js WebAssembly, by hand", "wasm", "by-hand"),
    tensorflow("TensorFlow.js JavaScript, autograd", "cpu", "autograd"),
    tensorflow("TensorFlow.js JavaScript, by hand", "cpu", "by-hand"),
  ];
}

/** Deno downloads it into its own cache the first time; the project's lock file knows nothing of it. */
const TENSORFLOW_FLAGS = ["--no-lock", "--allow-read", "--allow-env", "--allow-sys"];

const tensorflow = (name: string, ...args: string[]): Command =>
  deno(name, perceptron, [...TENSORFLOW_FLAGS, path("tensorflow.ts"), ...args]);

const deno = (name: string, cases: readonly string[], args: string[]): Command => ({
  name,
  program: Deno.execPath(),
  args: ["run", "--quiet", ...args],
  cases,
});

const path = (file: string) => join(import.meta.dirname!, file);

/** How many threads the BLAS libraries start. */
function threadsEnv(threads: number): Record<string, string> {
  const names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"];
  return Object.fromEntries(names.map((name) => [name, String(threads)]));
}

/** HANDGRAD_PYTHON, else the first Python that has PyTorch, else any. */
export async function findPython(): Promise<string> {
  const given = Deno.env.get("HANDGRAD_PYTHON");
  if (given) return given;
  for (const program of ["python3", "/usr/bin/python3"]) {
    const trial = new Deno.Command(program, {
      args: ["-c", "import torch"],
      stdout: "null",
      stderr: "null",
    });
    if (await trial.output().then(({ success }) => success, () => false)) return program;
  }
  return "python3";
}
