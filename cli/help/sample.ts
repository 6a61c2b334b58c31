import { exitCodes } from "../exit_codes.ts";

export const SAMPLE_HELP = `Sample from a trained run.

  deno task sample results/<experiment>/<run> [options]

Options:
  --count <n>        how many samples (default: 20; 1 at temperature 0, where all are the same)
  --prefix <text>    what each sample starts with (default: as the run's config says)
  --seed <n>         of the random stream (default: the run's seed)
  --temperature <x>  below 1 the likely becomes likelier, above 1 less so; 0 takes the likeliest each time
                     (default: 1)
  --length <n>       the longest sample, in symbols (default: as the run's config says)
  -h, --help         show this

${exitCodes()}`;
