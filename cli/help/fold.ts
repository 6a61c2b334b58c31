import { exitCodes } from "../exit_codes.ts";

export const FOLD_HELP = `Fold a trained run's batch norm into the weights before it.

  deno task fold results/<experiment>/<run>

With its running statistics, batch norm scales and shifts each unit, which the linear layer before it can do as
well. The smaller network goes to folded.safetensors in the run's folder, its layers, as a config lists them, in
that file's metadata. The losses of both are printed; they are the same but for rounding.

Options:
  -h, --help  show this

${
  exitCodes({ 1: "the losses differ by more than 0.000001, or a file cannot be read or written" })
}`;
