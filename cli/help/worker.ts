import { exitCodes, STOPPED } from "../exit_codes.ts";

export const WORKER_HELP = `Train what deno task run … --queue sends to a queue, until Ctrl-C.

  deno task worker --queue postgres://… [options]

Options:
  --queue <url>      the PostgreSQL database that the queue is in; docs/how-to/many_machines.md
  --jobs <n>         processor cores (default: all): so many runs at once; where there are fewer runs, those with large
                     steps take several cores each, to the same bits
  --checkpoint <s>   seconds between checkpoints (default: 10; 0: only when stopped)
  -h, --help         show this

Ctrl-C saves what is being trained and gives it back to the queue. What a worker that was killed had is given to another
within 30 seconds, and goes on from its last checkpoint.

${exitCodes({ 130: STOPPED })}`;
