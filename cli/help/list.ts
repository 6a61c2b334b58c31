import { exitCodes } from "../exit_codes.ts";

export const LIST_HELP =
  `List the questions in experiments/, also in its folders, and in results/, what has been trained for each, and the answer.

  deno task list

Options:
  -h, --help  show this

${exitCodes()}`;
