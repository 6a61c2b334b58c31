/**
 * What the lesson says before its first chapter.
 *
 * @module
 */
import { formula } from "../formula.ts";
import { type Html, html } from "../html.ts";

/** The three rules, the check, and what can be done on the page. */
export function howToRead(): Html {
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
