/**
 * The command line: arguments → runner and reports. Exit codes: 0 fine, 1 a run failed, 2 wrong use; 130 or 143 where a
 * signal ended it.
 *
 * @module
 */
import { CLEAN_HELP } from "./cli/help/clean.ts";
import { COMPARE_HELP } from "./cli/help/compare.ts";
import { COMPLETIONS_HELP } from "./cli/help/completions.ts";
import { EXPLAIN_HELP } from "./cli/help/explain.ts";
import { FOLD_HELP } from "./cli/help/fold.ts";
import { GALLERY_HELP } from "./cli/help/gallery.ts";
import { GRADCHECK_HELP } from "./cli/help/gradcheck.ts";
import { denoHost, type Host } from "./cli/host.ts";
import { LESSON_HELP } from "./cli/help/lesson.ts";
import { LIST_HELP } from "./cli/help/list.ts";
import { NEW_HELP } from "./cli/help/new.ts";
import { QUEUE_HELP } from "./cli/help/queue.ts";
import { REPORT_HELP } from "./cli/help/report.ts";
import { RUN_HELP } from "./cli/help/run.ts";
import { SAMPLE_HELP } from "./cli/help/sample.ts";
import { VERIFY_HELP } from "./cli/help/verify.ts";
import { WORKER_HELP } from "./cli/help/worker.ts";
import { InputError } from "./runner/errors.ts";
import { didYouMean } from "./runner/nearest.ts";
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

/**
 * What each command is carried out by. It is loaded when it is asked for, so that nobody waits for what only others
 * need.
 */
const commands: Record<string, (args: readonly string[], host: Host) => number | Promise<number>> =
  {
    run: async (...given) => await (await import("./cli/run.ts")).runCommand(...given),
    new: async (...given) => await (await import("./cli/new.ts")).newCommand(...given),
    list: async (...given) => await (await import("./cli/list.ts")).listCommand(...given),
    report: async (...given) => await (await import("./cli/report.ts")).reportCommand(...given),
    gallery: async (...given) => await (await import("./cli/gallery.ts")).galleryCommand(...given),
    compare: async (...given) => await (await import("./cli/compare.ts")).compareCommand(...given),
    sample: async (...given) => await (await import("./cli/sample.ts")).sampleCommand(...given),
    fold: async (...given) => await (await import("./cli/fold.ts")).foldCommand(...given),
    gradcheck: async (...given) =>
      await (await import("./cli/gradcheck.ts")).gradcheckCommand(...given),
    lesson: async (...given) => await (await import("./cli/lesson.ts")).lessonCommand(...given),
    explain: async (...given) => await (await import("./cli/explain.ts")).explainCommand(...given),
    verify: async (...given) => await (await import("./cli/verify.ts")).verifyCommand(...given),
    worker: async (...given) => await (await import("./cli/worker.ts")).workerCommand(...given),
    queue: async (...given) => await (await import("./cli/queue.ts")).queueCommand(...given),
    clean: async (...given) => await (await import("./cli/clean.ts")).cleanCommand(...given),
    completions: async (...given) =>
      (await import("./cli/completions.ts")).completionsCommand(...given, HELPS),
    help: (_, host) => (host.print(HELP), 0),
  };

/** Carries a command line out. @returns the exit code */
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
    if (asksForHelp(rest)) return host.print(HELPS[command] ?? HELP), 0;
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

const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  return own.includes("--help") || own.includes("-h");
};

/** A file or folder that can't be read or written, a full disk: the message says it all. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && ("code" in error || error.constructor.name in Deno.errors);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
