import { exitCodes } from "../exit_codes.ts";

export const COMPARE_HELP =
  `Compare two variants, or two runs: what differs in them, their losses, and who ends lower.

  deno task compare <a> <b>

Each is a variant with all its seeds, results/<experiment>:<variant>, or a run, results/<experiment>/<run>; of an experiment with
one variant the folder is enough.

Options:
  -h, --help  show this

${exitCodes()}`;
