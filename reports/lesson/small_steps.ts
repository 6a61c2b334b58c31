/**
 * The lesson's first part: the notebooks' chain.
 *
 * @module
 */
import { chainBackward, chainForward } from "../../core/chain.ts";
import { type Html, html } from "../html.ts";
import { stepCard } from "../step_card.ts";
import type { ChainChapter } from "./course.ts";
import { exerciseCard } from "./exercise_card.ts";
import { grid } from "./grids.ts";
import { functionCode, highlight } from "./highlight.ts";
import { checkedGradient, firstTiny, givenGrids } from "./lab.ts";
import { type SourceFunction, statementOf } from "./source.ts";
import { CHAIN_KEY } from "./tinies.ts";

/** The notebooks' chain, step by step. */
export function smallSteps(
  chapters: readonly ChainChapter[],
  functions: ReadonlyMap<string, SourceFunction>,
): Html {
  const { tiny, outcome } = firstTiny(CHAIN_KEY);
  const [forward, backward] = [chainForward, chainBackward]
    .map(({ name }) => functions.get(name)!);
  const isGiven = (name: string) => name in tiny.given;
  const numbers = (name: string): Html =>
    checkedGradient(
      outcome.gradients.find((one) => one.name === `d${name}`)!,
      isGiven(name)
        ? givenGrids(tiny, [name])
        : grid(outcome.values[name], { name, role: "value" }),
    );
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
        ${functionCode(forward)}
      </details>
      <details>
        <summary>The whole backward pass</summary>
        ${functionCode(backward)}
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
            ${exercises.map((one, i) => exerciseCard(one, i, backward, exercises.length))}
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
