import { exitCodes } from "../exit_codes.ts";

export const REPORT_HELP = `Write the report of stored results anew, without training.

  deno task report results/<experiment> [results/<another> …] [options]

One experiment's report goes to results/<experiment>/report.html, several go onto one page, results/report.html.

Options:
  --out <file>  where the page goes, below results/
  -h, --help    show this

${exitCodes({ 1: "a run is missing or broken; the report shows the others" })}`;
