/**
 * A chapter on a kind of layer.
 *
 * @module
 */
import type { Lesson } from "../../core/lesson.ts";
import { type Content, type Html, html } from "../html.ts";
import { lessonText } from "../lessons.ts";
import { capitalized } from "../capitalized.ts";
import type { LayerChapter } from "./course.ts";
import { exerciseCard } from "./exercise_card.ts";
import { functionCode } from "./highlight.ts";
import { lab } from "./lab.ts";
import { aboutOf, type Sources } from "./source.ts";

/** A kind of layer: what it is, how its gradients come about, its code, its numbers, its exercises. */
export function layerSection({ id, title, about, lessons }: LayerChapter, sources: Sources): Html {
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
              one && functionCode(sources.functions.get(one.name)!)
            )}</div>
            ${isComputed(lesson) && lab(key)}
          </article>
          ${exercises.map((one, i) =>
            exerciseCard(one, i, sources.functions.get(lesson.backward!.name)!, exercises.length)
          )}
        `
      )}
    </div>
  `;
}

/** Whether there are numbers to show. */
const isComputed = ({ forward }: Lesson): boolean => forward !== undefined;

/** Text with its addresses as links. */
function linked(text: string): Content {
  return text.split(/(https:\/\/[^\s),;]+[^\s),;.:])/).map((part, i) =>
    i % 2 === 0 ? part : html`<a href="${part}">${part.replace("https://", "")}</a>`
  );
}
