/**
 * `deno task completions`: what makes a shell complete handgrad's commands, options and keys.
 *
 * @module
 */
import { PatchSchema } from "../runner/schema/schema.ts";
import { InputError } from "../runner/errors.ts";
import { didYouMean } from "../runner/nearest.ts";
import { dottedKeys } from "../runner/schema/sweep_schema.ts";
import config from "../deno.json" with { type: "json" };
import { onePath, parseArguments } from "./arguments.ts";
import type { Host } from "./host.ts";

/** An option, as a command's help tells it. */
export interface HelpOption {
  name: string;
  /** Whether a value follows. */
  takesValue: boolean;
  text: string;
}

/** The options in a command's help. */
export const optionsIn = (help: string): HelpOption[] =>
  [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)( <[^>]+>(?:=<[^>]+>)?)? {2,}(.*)$/gm)]
    .map(([, name, value, text]) => ({ name, takesValue: value !== undefined, text }));

/** A task and its options. */
interface Task {
  name: string;
  text: string;
  options: HelpOption[];
}

/** @param helps of the commands, by their names */
export function completionsCommand(
  args: readonly string[],
  host: Host,
  helps: Readonly<Record<string, string>>,
): number {
  const { positional } = parseArguments("completions", args, { help: "flag" });
  const shell = onePath("shell", positional, "deno task completions bash");
  if (!Object.hasOwn(SHELLS, shell)) {
    const known = Object.keys(SHELLS);
    throw new InputError(
      `There are no completions for "${shell.slice(0, 100)}"${didYouMean(shell, known)} ` +
        `(there are: ${known.join(", ")})`,
    );
  }
  const tasks = Object.entries(config.tasks).map(([name, { description }]): Task => (
    { name, text: description, options: optionsIn(helps[name] ?? "") }
  ));
  host.print(SHELLS[shell](tasks, [...dottedKeys(PatchSchema).keys(), "seeds"].sort()));
  return 0;
}

/** A text in single quotes, as all three shells take it. */
const quoted = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", `'\\''`)}'`;

const withOptions = (tasks: readonly Task[]) => tasks.filter(({ options }) => options.length > 0);
const words = (options: readonly HelpOption[]) => options.map(({ name }) => `--${name}`).join(" ");
const takers = (tasks: readonly Task[]) =>
  [
    ...new Set(
      tasks.flatMap(({ options }) => options.filter(({ takesValue }) => takesValue))
        .map(({ name }) => `--${name}`),
    ),
  ].filter((name) => name !== "--set");

/** What this project's deno.json has, and no other. */
const OWN = `"name": "${config.name}"`;

/** Whether the folder is the project's, for bash and zsh. */
const HERE = `_handgrad_here() {
  local at=$PWD
  while [[ -n $at ]]; do
    if [[ -f $at/deno.json ]]; then grep -q '${OWN}' "$at/deno.json"; return; fi
    at=\${at%/*}
  done
  return 1
}
`;

const SHELLS: Record<string, (tasks: readonly Task[], keys: readonly string[]) => string> = {
  bash: (tasks, keys) =>
    `# Completes handgrad's tasks, their options, and the keys of --set.
${HERE}_handgrad() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} options=
  COMPREPLY=()
  if [[ \${COMP_WORDS[1]} != task ]] || ! _handgrad_here; then
    if declare -F _deno > /dev/null; then _deno "$@"; fi
    return
  fi
  if (( COMP_CWORD == 2 )); then
    COMPREPLY=($(compgen -W '${tasks.map(({ name }) => name).join(" ")}' -- "$word"))
    # A colon ends a word.
    if declare -F __ltrim_colon_completions > /dev/null; then __ltrim_colon_completions "$word"; fi
    return
  fi
  if [[ $before == --set ]]; then
    compopt -o nospace
    COMPREPLY=($(compgen -S = -W '${keys.join(" ")}' -- "$word"))
    return
  fi
  case $before in ${takers(tasks).join("|")}) return ;; esac
  case \${COMP_WORDS[2]} in
${
      withOptions(tasks).map(({ name, options }) => `    ${name}) options='${words(options)}' ;;\n`)
        .join("")
    }  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word")); fi
}
complete -o default -F _handgrad deno
`,
  zsh: (tasks, keys) =>
    `# Completes handgrad's tasks, their options, and the keys of --set.
${HERE}_handgrad() {
  local -a tasks options keys
  if [[ $words[2] != task ]] || ! _handgrad_here; then
    if (( $+functions[_deno] )); then _deno "$@"; else _files; fi
    return
  fi
  if (( CURRENT == 3 )); then
    tasks=(
${
      tasks.map(({ name, text }) => `      ${quoted(`${name.replaceAll(":", "\\:")}:${text}`)}\n`)
        .join("")
    }    )
    _describe task tasks
    return
  fi
  if [[ $words[CURRENT-1] == --set ]]; then
    keys=(${keys.join(" ")})
    compadd -S = -a keys
    return
  fi
  case $words[CURRENT-1] in (${takers(tasks).join("|")}) _files; return ;; esac
  case $words[3] in
${
      withOptions(tasks).map(({ name, options }) =>
        `    (${name}) options=(${
          options.map(({ name, text }) => quoted(`--${name}:${text}`)).join(" ")
        }) ;;\n`
      ).join("")
    }  esac
  if [[ $words[CURRENT] == -* ]]; then _describe option options; else _files; fi
}
compdef _handgrad deno
`,
  fish: (tasks, keys) =>
    `# Completes handgrad's tasks, their options, and the keys of --set, besides what Deno completes.
deno completions fish | source
function __handgrad_words
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = task; and test (count $words) $argv; and __handgrad_here
end
function __handgrad_here
    set -l at $PWD
    while test -n "$at"
        if test -f "$at/deno.json"
            grep -q '${OWN}' "$at/deno.json"
            return
        end
        set at (string replace -r '/[^/]*$' '' -- $at)
    end
    return 1
end
function __handgrad_task
    __handgrad_words -ge 3; and test (commandline -opc)[3] = $argv[1]
end
function __handgrad_keys
    printf '%s=\\n' ${keys.join(" ")}
end
${
      tasks.map(({ name, text }) =>
        `complete -c deno -f -n '__handgrad_words -eq 2' -a ${quoted(name)} -d ${quoted(text)}\n`
      ).join("")
    }${
      withOptions(tasks).flatMap(({ name, options }) =>
        options.map((option) =>
          `complete -c deno -n '__handgrad_task ${name}' -l ${option.name} ${
            option.name === "set" ? "-x -a '(__handgrad_keys)' " : option.takesValue ? "-r " : ""
          }-d ${quoted(option.text)}\n`
        )
      ).join("")
    }`,
};
