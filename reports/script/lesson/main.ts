/**
 * The lesson's own script: brings its numbers and its exercises to life. The same text runs in the page and in the
 * worker that readers' code runs in.
 *
 * @module
 */
import type { PageExercise } from "../../lesson/exercises.ts";
import { work } from "./answer.ts";
import { bringExercises } from "./exercises.ts";
import { followChapters } from "./chapters.ts";
import { bringLabs } from "./labs.ts";

if (typeof document !== "undefined") start();
else work(self as unknown as Worker);

function start(): void {
  const exercises: PageExercise[] = JSON.parse(
    document.getElementById("lesson-data")!.textContent!,
  );
  document.documentElement.classList.add("live");
  // In a narrow page the chapters would stand before all else.
  const chapters = document.querySelector<HTMLDetailsElement>(".syllabus details")!;
  chapters.open = matchMedia("(min-width: 64rem)").matches;
  followChapters();
  bringLabs();
  bringExercises(exercises);
}
