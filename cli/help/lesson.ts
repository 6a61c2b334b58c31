import { exitCodes } from "../exit_codes.ts";

export const LESSON_HELP =
  `Write a course on the gradients of all layers, one page that works offline.

  deno task lesson

The page, results/lesson.html, tells for each layer what it is, how its gradients come about and the code as it stands in
core/, with numbers to change, central differences beside them, and mistakes to find. For the models of an experiment
there is deno task gradcheck --report.

Options:
  -h, --help  show this

${exitCodes()}`;
