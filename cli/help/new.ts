import { exitCodes } from "../exit_codes.ts";

export const NEW_HELP = `Write a question to begin with to experiments/<name>.json.

  deno task new <name>

Options:
  -h, --help  show this

${exitCodes()}`;
