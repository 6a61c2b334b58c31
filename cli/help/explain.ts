import { exitCodes } from "../exit_codes.ts";

export const EXPLAIN_HELP =
  `Print the layers that an experiment's models stand for, with shapes and counts.

  deno task explain experiment.json [options]

Shapes are those of one example. Variants with the same layers are told together.

Options:
  --pytorch            print the same model in PyTorch instead, as Python: a module
                       into which a run's model.safetensors loads strictly
  --set <key>=<value>  override a key by its dotted path, as with deno task run
  -h, --help           show this

${exitCodes()}`;
