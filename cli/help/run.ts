import { exitCodes, STOPPED } from "../exit_codes.ts";

export const RUN_HELP = `Train every variant of a question and write its report.

  deno task run <experiment.json> [options]

Options:
  --set <key>=<value>  override a key by its dotted path, after the variants; may be repeated:
                       --set training.steps=5000 --set 'seeds=[1,2,3]'
  --jobs <n>           processor cores (default: all): so many runs at once; where there are fewer runs, those with large
                       steps take several cores each, to the same bits
  --checkpoint <s>     seconds between checkpoints (default: 10; 0: only when stopped)
  --only <variant>     just this variant, with all that grid and search make of it; may be repeated. The report then
                       has no others; what they have trained is kept
  --dry-run            tell what would be trained and how long that takes, and train nothing
  --force              train again, and from the start, what has been trained before
  --queue <url>        have the runs trained by the workers of a queue in PostgreSQL: docs/how-to/many_machines.md
  --audit <share>      with --queue: have that share of the runs, e.g. 5%, trained again by other workers, and compare
  --each               a row for every run in the table at the end, instead of one for every variant
  --quiet              print the answer alone
  --json               print what happens as JSON, an object a line, for scripts; docs/how-to/script.md tells them all
  -h, --help           show this

The results go to results/<experiment>/, the report to results/<experiment>/report.html; where another file of
the same name has that folder, to <experiment>-2.
$HANDGRAD_DATA may name a folder that holds names.txt.

Ctrl-C saves the runs that are being trained, and the same command goes on from there; so it does from the last
checkpoint of a process that was killed. Ctrl-C once more, 2 seconds later or more, ends at once, without saving.

${
  exitCodes({
    0: "every run has ended, and no expectation has failed",
    1: "a run has failed or diverged, an expectation has failed, a layer's gradient is off, or an audit found other bits",
    130: STOPPED,
  })
}`;
