import { exitCodes } from "../exit_codes.ts";

export const GALLERY_HELP =
  `Write one page of all questions in experiments/, with their answers as far as they have been run.

  deno task gallery

The page goes to results/gallery.html, and is one file that opens anywhere, offline. It tells which questions have
not been run yet.

Options:
  -h, --help  show this

${
    exitCodes({
      1: "a question or its results cannot be read, or a run is missing; the page shows the others",
    })
  }`;
