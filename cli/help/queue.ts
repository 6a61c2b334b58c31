import { exitCodes } from "../exit_codes.ts";

export const QUEUE_HELP =
  `Tell what waits in a queue, what is being trained, what was set aside, and what is stored.

  deno task queue --queue postgres://… [options]

Options:
  --queue <url>    the PostgreSQL database that the queue is in; docs/how-to/many_machines.md
  --again          send what was set aside after three crashes again
  --clean <days>   remove the results of runs that nobody has asked for in so many days
  -h, --help       show this

${exitCodes()}`;
