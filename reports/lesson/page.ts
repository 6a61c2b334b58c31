/**
 * The lesson: a course on all gradients of core/, as the text of one HTML file.
 *
 * @module
 */
import { chainBackward, chainForward } from "../../core/chain.ts";
import type { Lesson } from "../../core/lesson.ts";
import { htmlDocument } from "../document.ts";
import { formula } from "../formula.ts";
import { type Content, type Html, html, raw } from "../html.ts";
import { LESSON_SCRIPT } from "../lesson_script.ts";
import { lessonText } from "../lessons.ts";
import { stepCard } from "../step_card.ts";
import { LESSON } from "../style/lesson.ts";
import { type ChainChapter, course, exercisesOf, type LayerChapter } from "./course.ts";
import type { PageExercise } from "./exercises.ts";
import { grid, withoutSlope } from "./grids.ts";
import { highlight } from "./highlight.ts";
import { agreement, firstTiny, givenGrids, lab } from "./lab.ts";
import {
  aboutOf,
  functionsOf,
  type SourceFile,
  type SourceFunction,
  statementOf,
} from "./source.ts";
import { CHAIN_KEY } from "./tinies.ts";

/** What the lesson is made of. */
interface Sources {
  files: readonly SourceFile[];
  functions: ReadonlyMap<string, SourceFunction>;
}

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
          ${start()}
          ${smallSteps(chain, sources)}
          <section aria-labelledby="big">
            <h2 id="big">In one formula each</h2>
            <p>
              Nobody trains in steps as small as these. What they come to can be said at once: softmax and cross-entropy
              become p − [v = y], tanh becomes 1 − h², and all of batch norm becomes one formula. These are the
              layers that the chain is made of, from the loss back, as they train.
            </p>
            ${again.map((chapter) => layerChapter(chapter, sources))}
          </section>
          <section aria-labelledby="more">
            <h2 id="more">All other layers</h2>
            <p>
              The same three rules give the gradients of every other layer: of those that normalize, bend, skip,
              remember and attend.
            </p>
            ${others.map((chapter) => layerChapter(chapter, sources))}
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
      html`<span class="marks" data-of="${exercises.map(({ id }) => id).join(" ")}"></span>`}</li>
  `;
}

function start(): Html {
  return html`
    <section aria-labelledby="start">
      <h2 id="start">How to read this</h2>
      <p>
        d<i>x</i> is the gradient of the loss by <i>x</i>: by how much the loss moves for each unit that a number of
        <i>x</i> moves. A backward function is given the gradient of what its forward function put out, d<i>out</i>,
        and makes those of what went in. Three rules give every line of it:
      </p>
      <ul class="rules">
        <li><strong>The chain rule.</strong> d<i>in</i> is d<i>out</i> times the slope of out by in, number by number.</li>
        <li><strong>What is used twice</strong> adds the gradients of both uses.</li>
        <li>
          <strong>What was copied</strong> over a batch or a row is summed over it on the way back, and what was summed is
          copied.
        </li>
      </ul>
      <p>
        Whether a gradient is right can be measured without any of them. Move one number by a little to either side and see
        how far the loss moves:
      </p>
      <p class="formula">${formula("dx = (loss(x + h) − loss(x − h)) / (2 h)")}</p>
      <p>
        That is a central difference, with h = 0.00001. It takes two forward passes for each number, so nobody trains by it, but
        it knows nothing of the formulas, and so it finds their mistakes. Beside every gradient in this page
        stands the one by differences, computed anew whenever you change a number; the two agree to about nine digits. (Where a
        function bends sharply, as a norm does over equal numbers, differences themselves are less exact.)
      </p>
      <p>
        The code is shown as it stands in core/, and that very code runs in this page. Training by plain arithmetic runs
        it too; the kernels of other arithmetics come to the same, but for rounding. Letters: B examples in a batch, T positions of a context, E numbers of an embedding, H units, V symbols; K and N where a matrix is
        any matrix. A dot is a product number by number.
      </p>
      <p class="note lifeless">
        The numbers can be changed, and the exercises checked, in a browser that runs the script of this file. Here it does not
        run.
      </p>
      <p class="note lively">
        In the exercises you change code, and this page runs it: here, in a worker of its own, and nowhere else. Mend the mistake,
        or clear the code and write all of it yourself: whatever gives the right gradients is right.
        <span class="keeping"></span>
      </p>
    </section>
  `;
}

/** The notebooks' chain, step by step. */
function smallSteps(chapters: readonly ChainChapter[], sources: Sources): Html {
  const { tiny, outcome } = firstTiny(CHAIN_KEY);
  const [forward, backward] = [chainForward, chainBackward]
    .map(({ name }) => sources.functions.get(name)!);
  const isGiven = (name: string) => name in tiny.given;
  const numbers = (name: string): Html => {
    const gradient = outcome.gradients.find((one) => one.name === `d${name}`)!;
    const { backward, differences, smooth } = gradient;
    const without = withoutSlope(differences, smooth);
    return html`
      <div class="checked" data-gradient="d${name}">
        <div class="grids">
          ${isGiven(name)
            ? givenGrids(tiny, [name])
            : grid(outcome.values[name], { name, role: "value" })}
          ${grid(backward, { name: `d${name}`, role: "gradient" })}
          ${grid(differences, {
            name: `d${name}`,
            title: "by differences",
            role: "differences",
            without,
          })}
        </div>
        ${agreement(gradient)}
      </div>
    `;
  };
  return html`
    <section aria-labelledby="small" data-lab="${CHAIN_KEY}">
      <h2 id="small">In the smallest steps</h2>
      <p>
        A network with one hidden layer, batch norm and tanh reads two symbols and predicts the next. Taken apart, its forward
        pass is ${Object.keys(outcome.values)
          .length} small statements, and its backward pass mirrors them, from the last to the first. The names are those of
        <i>Building makemore part 4: becoming a backprop ninja</i>; where the finer of the two notebooks that handgrad grew out of has
        another name, that stands beside it in grey.
      </p>
      <p>
        Here the batch has three examples, there are four symbols, and the hidden layer has two units. X are the symbols that
        come in, Y those that followed. The parameters can be changed too, each at its step below.
      </p>
      <div class="controls"></div>
      <div class="grids">
        ${givenGrids(tiny, ["X", "Y"])} ${grid(outcome.values.loss, {
          name: "loss",
          role: "value",
        })}
      </div>
      <p class="message" role="status"></p>
      <details>
        <summary>The whole forward pass, as it stands in ${forward.path}</summary>
        ${code(forward)}
      </details>
      <details>
        <summary>The whole backward pass</summary>
        ${code(backward)}
      </details>
      ${chapters.map(({ id, title, about, steps, exercises }) =>
        html`
          <div class="chapter">
            <h3 id="${id}">${title}</h3>
            <p class="about">${about}</p>
            ${steps.map((step) => {
              const [there, back] = [
                statementOf(step.name, forward.body),
                statementOf(`d${step.name}`, backward.body),
              ];
              return stepCard(step, highlight(there.code), highlight(back.code), [
                back.because !== "" && html`<p class="because">${sentence(back.because)}</p>`,
                numbers(step.name),
              ]);
            })}
            ${exercises.map((one, i) => exercise(one, i, backward, exercises.length))}
          </div>
        `
      )}
    </section>
  `;
}

/** A comment of the source as a sentence. */
const sentence = (comment: string): string =>
  /^(?:[a-z]+ )/.test(comment) && !/^(?:exp|d) /.test(comment)
    ? `${comment[0].toUpperCase()}${comment.slice(1)}.`
    : `${comment}.`;

/** With a capital, but where it begins with a symbol: x / (1 + |x|). */
const capitalized = (text: string): string =>
  /^\p{L}(?![\p{L}\p{N}]| \p{L}{2,})/u.test(text) || /^(?:exp|log|tanh)\b/.test(text)
    ? text
    : text[0].toUpperCase() + text.slice(1);

/** A kind of layer: what it is, how its gradients come about, its code, its numbers, its exercises. */
function layerChapter({ id, title, about, lessons }: LayerChapter, sources: Sources): Html {
  const told = aboutOf(
    title,
    lessons.flatMap(({ lesson }) => lesson.forward?.name ?? []),
    sources.files,
  );
  return html`
    <div class="chapter">
      <h3 id="${id}">${title}</h3>
      <p class="lead">${capitalized(about)}.</p>
      ${told !== "" && html`<p class="note">${linked(told)}</p>`}
      ${lessons.map(({ key, lesson, exercises }) =>
        html`
          <article class="step">
            ${lessonText(title, lesson)}
            <h4>Code</h4>
            <div class="codes">${[lesson.forward, lesson.backward].map((one) =>
              one && code(sources.functions.get(one.name)!)
            )}</div>
            ${isComputed(lesson) && lab(key)}
          </article>
          ${exercises.map((one, i) =>
            exercise(one, i, sources.functions.get(lesson.backward!.name)!, exercises.length)
          )}
        `
      )}
    </div>
  `;
}

/** Whether there are numbers to show. */
const isComputed = ({ forward }: Lesson): boolean => forward !== undefined;

/** A function as its file has it. */
const code = ({ path, line, text }: SourceFunction): Html =>
  html`
    <figure class="code">
      <figcaption>${path}, line ${line}</figcaption>
      <pre tabindex="0"><code>${highlight(text)}</code></pre>
    </figure>
  `;

/** Text with its addresses as links. */
function linked(text: string): Content {
  return text.split(/(https:\/\/[^\s),;]+[^\s),;.:])/).map((part, i) =>
    i % 2 === 0 ? part : html`<a href="${part}">${part.replace("https://", "")}</a>`
  );
}

function exercise(
  { id, given }: PageExercise,
  index: number,
  source: SourceFunction,
  count: number,
): Html {
  const signature = source.text.slice(0, source.text.indexOf(source.body) - 1)
    .replace(/^export /, "");
  const isPart = source.name === chainBackward.name;
  return html`
    <details class="exercise" ${raw(index === 0 ? "open" : "")}>
      <summary><h4>Exercise${count > 1 &&
        ` ${
          index + 1
        }`}: what is wrong here?</h4> <span class="solved" data-solved="${id}"></span></summary>
      <div data-exercise="${id}">
      <p>
        ${isPart
          ? html`These lines of <code>${source.name}</code> have a mistake.`
          : html`This <code>${source.name}</code> has a mistake.`}
        Find it and mend it. Your code runs on three batches, and its gradients are compared with central differences.
      </p>
      ${!isPart &&
        html`<pre class="signature" tabindex="0"><code>${highlight(signature)}</code></pre>`}
      <label class="hidden-visually" for="code-${id}">The code of ${source
        .name}, with a mistake</label>
      <textarea id="code-${id}" class="typed-code" rows="${given.split("\n")
        .length}" wrap="off" readonly
        spellcheck="false" autocapitalize="off" autocomplete="off">${given}</textarea>
      <div class="buttons"></div>
      <ol class="hints" aria-live="polite"></ol>
      <div class="result" role="status"></div>
      </div>
    </details>
  `;
}
