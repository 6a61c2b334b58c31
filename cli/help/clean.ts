import { exitCodes } from "../exit_codes.ts";

export const CLEAN_HELP =
  `Tell what results/ holds and what of it may go; delete that only if asked.

  deno task clean [results/<experiment> …] [options]

Without a folder, what may go is what no report shows: runs of settings before, half-written and damaged files. Of a folder
that is named, it is all that handgrad has written there. What another process is working on, and files that are not handgrad's,
are left alone.

Options:
  --delete    delete what may go
  -h, --help  show this

${exitCodes()}`;
