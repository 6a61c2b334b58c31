/**
 * The command line: arguments → runner and reports. Exit codes: 0 fine, 1 a run failed, 2 wrong use; 130 or 143 where a signal
 * ended it.
 *
 * @module
 */
import { CLEAN_HELP, cleanCommand } from "./cli/clean.ts";
import { COMPARE_HELP, compareCommand } from "./cli/compare.ts";
import { COMPLETIONS_HELP, completionsCommand } from "./cli/completions.ts";
import { EXPLAIN_HELP, explainCommand } from "./cli/explain.ts";
import { FOLD_HELP, foldCommand } from "./cli/fold.ts";
import { GALLERY_HELP, galleryCommand } from "./cli/gallery.ts";
import { GRADCHECK_HELP, gradcheckCommand } from "./cli/gradcheck.ts";
import { denoHost, type Host } from "./cli/host.ts";
import { LESSON_HELP, lessonCommand } from "./cli/lesson.ts";
import { LIST_HELP, listCommand } from "./cli/list.ts";
import { NEW_HELP, newCommand } from "./cli/new.ts";
import { QUEUE_HELP, queueCommand } from "./cli/queue.ts";
import { REPORT_HELP, reportCommand } from "./cli/report.ts";
import { RUN_HELP, runCommand } from "./cli/run.ts";
import { SAMPLE_HELP, sampleCommand } from "./cli/sample.ts";
import { VERIFY_HELP, verifyCommand } from "./cli/verify.ts";
import { WORKER_HELP, workerCommand } from "./cli/worker.ts";
import { InputError } from "./runner/errors.ts";
import { didYouMean } from "./runner/schema/schema_parts.ts";
import { VERSION } from "./runner/version.ts";

/** The help of each command. */
export const HELPS: Record<string, string> = {
  run: RUN_HELP,
  new: NEW_HELP,
  list: LIST_HELP,
  report: REPORT_HELP,
  gallery: GALLERY_HELP,
  compare: COMPARE_HELP,
  sample: SAMPLE_HELP,
  fold: FOLD_HELP,
  verify: VERIFY_HELP,
  gradcheck: GRADCHECK_HELP,
  lesson: LESSON_HELP,
  explain: EXPLAIN_HELP,
  worker: WORKER_HELP,
  queue: QUEUE_HELP,
  clean: CLEAN_HELP,
  completions: COMPLETIONS_HELP,
};

const HELP = `handgrad ${VERSION}: small neural language models, gradients by hand.

${Object.values(HELPS).join("\n")}
deno task           lists every task
deno task test      runs the tests
`;

const commands: Record<string, (args: readonly string[], host: Host) => number | Promise<number>> =
  {
    run: runCommand,
    new: newCommand,
    list: listCommand,
    report: reportCommand,
    gallery: galleryCommand,
    compare: compareCommand,
    sample: sampleCommand,
    fold: foldCommand,
    gradcheck: gradcheckCommand,
    lesson: lessonCommand,
    explain: explainCommand,
    verify: verifyCommand,
    worker: workerCommand,
    queue: queueCommand,
    clean: cleanCommand,
    completions: (args, host) => completionsCommand(args, host, HELPS),
    help: (_, host) => (host.print(HELP), 0),
  };

/** Carries a command line out. @return the exit code */
export async function main(args: readonly string[], host: Host = denoHost): Promise<number> {
  try {
    const [first = "help", ...rest] = args;
    const command = first === "--help" || first === "-h" ? "help" : first;
    if (!Object.hasOwn(commands, command)) {
      const names = Object.keys(commands);
      throw new InputError(
        `Unknown command "${command.slice(0, 100)}"${didYouMean(command, names)} (allowed: ${
          names.join(", ")
        })`,
      );
    }
    return await commands[command](rest, host);
  } catch (error) {
    if (error instanceof InputError) {
      host.complain(`${error.message}\n`);
      return 2;
    }
    if (error instanceof Deno.errors.NotCapable || isSystemError(error)) {
      host.complain(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

/** A file or folder that can't be read or written, a full disk: the message says it all. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && ("code" in error || error.constructor.name in Deno.errors);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
