import { exitCodes } from "../exit_codes.ts";

export const VERIFY_HELP =
  `Train again what a report or a run's folder tells of, and compare losses and weights, bit for bit. A report is drawn
anew too, from the data that it holds, and must be the same file: so what it shows is what its data say.
And all that it shows of its runs must be what training gives: losses on the way, samples, looks inside, updates, curves. Not
compared are wall times, versions and the gradient check, and with --steps only losses are.

  deno task verify <report.html | results/<experiment> | results/<experiment>/<run>> [options]

Where a data file of yours is not there any more, or another by now, the lines that the report or folder keeps are taken.

Options:
  --steps <n>      only the first steps; a report can tell of the first 1, 2, 5, 10, 20, 50, … losses, and the greatest of these is taken
  --data <folder>  where the paths of your own data files start (default: experiments/, then the config's folder)
  --jobs <n>       processor cores (default: all): so many runs at once; where there are fewer runs, those with large
                   steps take several cores each
  -h, --help       show this

${
    exitCodes({
      0: "all is the same",
      1: "something differs",
      2: "wrong use, or something could not be compared",
    })
  }`;
