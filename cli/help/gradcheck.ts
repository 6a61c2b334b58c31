import { exitCodes } from "../exit_codes.ts";

export const GRADCHECK_HELP = `Check the gradients of an experiment's models on a real batch.

  deno task gradcheck [experiment.json] [options]

Without an experiment it checks notebook 002's model, in the smallest steps and against PyTorch's figures.
Every variant is checked with the first seed: the whole model and each layer by itself against central differences in
float64; and where it is one hidden layer with batch norm and tanh, its small steps too.

Options:
  --set <key>=<value>  override a key by its dotted path, as with deno task run
  --json               print everything as JSON
  --report             write each layer's derivation beside the figures to results/<experiment>/gradcheck.html
  -h, --help           show this

${exitCodes({ 0: "every check has passed", 1: "a check has failed" })}`;
