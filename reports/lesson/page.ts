/**
 * The lesson: a course on all gradients of core/, as the text of one HTML file.
 *
 * @module
 */
import { htmlDocument } from "../document.ts";
import { type Html, html, raw } from "../html.ts";
import { LESSON_SCRIPT } from "../lesson_script.ts";
import { LESSON } from "../style/lesson.ts";
import { type ChainChapter, course, exercisesOf, type LayerChapter } from "./course.ts";
import type { PageExercise } from "./exercises.ts";
import { howToRead } from "./how_to_read.ts";
import { layerSection } from "./layer_section.ts";
import { smallSteps } from "./small_steps.ts";
import { functionsOf, type SourceFile } from "./source.ts";

/** The page, and what it had to leave out. */
export interface RenderedLesson {
  page: string;
  /** The functions that are not what their exercises state, so that these are left out. */
  changed: string[];
}

/** @param files those of core/ */
export function renderLesson(files: readonly SourceFile[]): RenderedLesson {
  const functions = functionsOf(files);
  const sources = { files, functions };
  const { chain, again, others, changed } = course(functions);
  const exercises = exercisesOf({ chain, again, others });
  const parts = [
    { id: "small", title: "In the smallest steps", chapters: chain },
    { id: "big", title: "In one formula each", chapters: again },
    { id: "more", title: "All other layers", chapters: others },
  ];
  const page = htmlDocument(
    "Backpropagation by hand",
    html`
      <header>
        <h1>Backpropagation by hand</h1>
        <p class="question">
          Every gradient that trains handgrad’s networks: where it comes from, the code that computes it, numbers to
          change, and ${exercises.length} mistakes to find.
        </p>
      </header>
      <div class="course">
        <nav class="syllabus" aria-label="Chapters">
          <p class="progress" role="status"></p>
          <details open>
            <summary>Chapters</summary>
            <ol>
              <li><a href="#start">How to read this</a></li>
              ${parts.map(({ id, title, chapters }) =>
                html`
                  <li>
                    <a href="#${id}">${title}</a>
                    <ol>${chapters.map(chapterLink)}</ol>
                  </li>
                `
              )}
            </ol>
          </details>
        </nav>
        <main>
          ${howToRead()}
          ${smallSteps(chain, functions)}
          <section aria-labelledby="big">
            <h2 id="big">In one formula each</h2>
            <p>
              Nobody trains in steps as small as these. What they come to can be said at once: softmax and cross-entropy
              become p − [v = y], tanh becomes 1 − h², and all of batch norm becomes one formula. These are the
              layers that the chain is made of, from the loss back, as they train.
            </p>
            ${again.map((chapter) => layerSection(chapter, sources))}
          </section>
          <section aria-labelledby="more">
            <h2 id="more">All other layers</h2>
            <p>
              The same three rules give the gradients of every other layer: of those that normalize, bend, skip,
              remember and attend.
            </p>
            ${others.map((chapter) => layerSection(chapter, sources))}
          </section>
        </main>
      </div>
      ${raw(`<script type="application/json" id="lesson-data">${encode(exercises)}</script>`)}
    `,
    { script: LESSON_SCRIPT, style: LESSON, runsTyped: true },
  );
  return { page, changed };
}

/** Without "<" nothing in it can end the element that holds it. */
const encode = (exercises: readonly PageExercise[]): string =>
  JSON.stringify(exercises).replaceAll("<", "\\u003c");

function chapterLink(chapter: ChainChapter | LayerChapter): Html {
  const exercises = "exercises" in chapter
    ? chapter.exercises
    : chapter.lessons.flatMap(({ exercises }) => exercises);
  return html`
    <li><a href="#${chapter.id}">${chapter.title}</a>${exercises.length > 0 &&
      html`<span class="tally" data-of="${exercises.map(({ id }) => id).join(" ")}"></span>`}</li>
  `;
}
