/**
 * The gallery: one page that lists all questions with their answers, as far as they have been run.
 *
 * @module
 */
import type { Expected } from "../runner/results.ts";
import { contents } from "./contents.ts";
import { htmlDocument } from "./document.ts";
import { MARKS } from "./expectations.ts";
import { formatCount, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { type Verdict, verdictHtml } from "./verdict.ts";

/** A question, and what is known of it. */
export interface GalleryQuestion {
  /** Its file, as one types it: "experiments/init/hockey_stick.json". */
  file: string;
  /** Empty where the file cannot be read. */
  title: string;
  question: string;
  /** What to look at, and what came out when it was run, as the file tells them. */
  comment: string;
  findings?: string;
  /** What it expects, as it is written. */
  expect: readonly string[];
  /** What is wrong with its file, or its results. */
  trouble?: string;
  /** What its results say; absent where it was not run yet. */
  found?: GalleryAnswer;
}

/** What an experiment's results say. */
export interface GalleryAnswer {
  /** The command that made them. */
  command: string;
  /** Where its report is, as seen from the page; absent where there is none. */
  report?: string;
  verdict: Verdict;
  expected: readonly Expected[];
  /** "15 runs on names, 3 seeds each" */
  runs: string;
  /** Its thumbnail, with the variants' colors. */
  chart?: Html;
}

/** The page as the text of one HTML file, which needs nothing but itself. */
export function renderGallery(questions: readonly GalleryQuestion[]): string {
  const rooms = [...Map.groupBy(questions, ({ file }) => roomOf(file))];
  const sections = rooms.map(([room, some], i) =>
    html`
      <section aria-labelledby="room-${i}">
        <h2 id="room-${i}">${room}</h2>
        ${some.map((one) => card(one, `question-${questions.indexOf(one)}`))}
      </section>
    `
  );
  return htmlDocument(
    "Questions and answers",
    html`
      <header>
        <h1>Questions and answers</h1>
        <p class="question">${summary(questions)}</p>
        ${notRun(questions)}
      </header>
      <main class="gallery">
        <div class="guide">${contents(sections)}</div>
        ${sections}
      </main>
    `,
  );
}

/** "Batch norm", for what is in experiments/batch_norm/. */
function roomOf(file: string): string {
  const room = file.split("/").slice(1, -1).join(", ").replaceAll("_", " ");
  return room === "" ? "First questions" : room[0].toUpperCase() + room.slice(1);
}

/** How many there are, and how their expectations came out. */
function summary(questions: readonly GalleryQuestion[]): string {
  const run = questions.filter(({ found }) => found !== undefined).length;
  const broken = questions.filter(({ trouble }) => trouble !== undefined).length;
  const waiting = questions.filter(isWaiting).length;
  const parts = [`${formatCount(run)} run`]
    .concat(broken > 0 ? `${formatCount(broken)} with something wrong` : [])
    .concat(waiting > 0 ? `${formatCount(waiting)} not run yet` : []);
  const expected = questions.flatMap(({ found }) => found?.expected ?? []);
  const came = expected.length > 0
    ? ` Of ${plural(expected.length, "expectation")} ${tally(expected)}.`
    : "";
  return `${plural(questions.length, "question")}: ${parts.join(", ")}.${came}`;
}

const OUTCOMES = ["held", "failed", "undecided"] as const;

/** "5 held, 1 failed" */
function tally(expected: readonly Expected[]): string {
  const counts = OUTCOMES.map((outcome) => (
    { outcome, count: expected.filter((one) => one.outcome === outcome).length }
  ));
  return counts.filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${formatCount(count)} ${outcome}`).join(", ");
}

const isWaiting = ({ found, trouble }: GalleryQuestion) =>
  found === undefined && trouble === undefined;

/** More links are folded. */
const MAX_LINKS = 6;

/** Links to those that were not run. */
function notRun(questions: readonly GalleryQuestion[]): Html {
  const links = questions.flatMap((one, i) =>
    isWaiting(one) ? [html`<a href="#question-${i}"><bdi>${one.title}</bdi></a>`] : []
  );
  if (links.length === 0) return html``;
  const all = html`<p class="not-run">Not run yet: ${
    links.map((link, i) => [i > 0 && "; ", link])
  }.</p>`;
  if (links.length <= MAX_LINKS) return all;
  return html`<details><summary>Which were not run yet</summary>${all}</details>`;
}

function card(one: GalleryQuestion, id: string): Html {
  const { file, title, question, comment, findings, expect, trouble, found } = one;
  return html`
    <article class="card" data-colors="${id.replace("question-", "")}" aria-labelledby="${id}">
      <div class="told">
        <h3 id="${id}" dir="auto">${title || file}</h3>
        ${question !== "" && html`<p class="asked" dir="auto">${question}</p>`}
        ${trouble !== undefined && html`<p class="notice" role="note"><bdi>${trouble}</bdi></p>`}
        ${found
          ? html`
            ${verdictHtml({ ...found.verdict, method: [] })}
            <p class="note"><bdi>${found.runs}</bdi>${found.report !== undefined &&
              html`
                · <a href="${found.report}">its report</a>
              `}</p>
          `
          : trouble === undefined && html`<p class="waiting">Not run yet.</p>`}
        ${expectations(expect, found)}
        ${findings !== undefined &&
          html`<p class="findings" dir="auto"><strong>What came out before:</strong> ${findings}</p>`}
        ${comment !== "" && html`
          <details>
            <summary>What to look at</summary>
            <p class="about" dir="auto">${comment}</p>
          </details>
        `}
        <pre><code>${found?.command ?? `deno task run ${file}`}</code></pre>
      </div>
      ${found?.chart}
    </article>
  `;
}

/** How they came out; before, what they are. Open where one did not hold. */
function expectations(expect: readonly string[], found?: GalleryAnswer): Html | false {
  const expected = found?.expected ?? [];
  if (expected.length > 0) {
    const isFine = expected.every(({ outcome }) => outcome === "held");
    return html`
      <details ${isFine ? null : OPEN}>
        <summary>${plural(expected.length, "expectation")}: ${tally(expected)}</summary>
        <ul class="marks">
          ${expected.map(({ text, outcome, details }) =>
            html`
              <li class="${outcome}"><strong>${MARKS[
                outcome
              ]}</strong> <code><bdi>${text}</bdi></code>
                <span class="note"><bdi>${details}</bdi></span></li>
            `
          )}
        </ul>
      </details>
    `;
  }
  return expect.length > 0 && html`
    <details>
      <summary>${plural(expect.length, "expectation")}</summary>
      <ul class="marks">${expect.map((text) => html`<li><code><bdi>${text}</bdi></code></li>`)}</ul>
    </details>
  `;
}

const OPEN = html`open`;
