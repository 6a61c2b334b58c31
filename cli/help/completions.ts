import { exitCodes } from "../exit_codes.ts";

export const COMPLETIONS_HELP =
  `Print what makes a shell complete tasks, options and the keys of --set after "deno task".

  deno task -q completions bash > ~/.local/share/bash-completion/completions/handgrad.bash
  deno task -q completions zsh  > ~/.handgrad.zsh, and in ~/.zshrc, after compinit: source ~/.handgrad.zsh
  deno task -q completions fish > ~/.config/fish/completions/deno.fish

For bash, ~/.bashrc sources it: source ~/.local/share/bash-completion/completions/handgrad.bash
It works in this project's folders, and leaves all else to Deno's own completions.

Options:
  -h, --help  show this

${exitCodes()}`;
