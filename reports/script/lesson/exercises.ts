/**
 * The exercises: readers change code, and see what central differences say of it.
 *
 * @module
 */
import type { PageExercise, Verdict } from "../../lesson/exercises.ts";
import { grid } from "../../lesson/grids.ts";
import { element, elementOf } from "../dom.ts";
import { check, type Checked } from "./answer.ts";
import { keepProgress, type Progress } from "./progress.ts";

/** Brings the exercises to life. */
export function bringExercises(exercises: readonly PageExercise[]): void {
  const progress = keepProgress(exercises.map(({ id }) => id));
  for (const exercise of exercises) bringExercise(exercise, progress);
}

function bringExercise(exercise: PageExercise, progress: Progress): void {
  const place = document.querySelector<HTMLElement>(`[data-exercise="${exercise.id}"]`)!;
  const find = (selector: string) => place.querySelector<HTMLElement>(selector)!;
  const [hints, result] = [find(".hints"), find(".result")];
  const code = place.querySelector("textarea")!;
  const go = element(
    "button",
    { type: "button", class: "go", onclick: () => void answer() },
    "Check",
  );
  const hint = element("button", { type: "button", onclick: showHint }, "Hint");
  code.readOnly = false;
  // Until another check has begun.
  let turn = 0;

  code.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void answer();
  });

  async function answer(): Promise<void> {
    const mine = ++turn;
    go.disabled = true;
    result.replaceChildren("Running …");
    const checked = await check(exercise, code.value);
    go.disabled = false;
    if (mine !== turn) return;
    result.replaceChildren(...tell(checked));
    if ("verdicts" in checked && checked.verdicts.every(({ isRight }) => isRight)) {
      progress.solve(exercise.id);
    }
  }

  function showHint(): void {
    const shown = hints.childElementCount;
    hints.append(element("li", {}, ...withCode(exercise.hints[shown])));
    hint.disabled = shown + 1 === exercise.hints.length;
  }

  function restart(): void {
    turn++;
    code.value = exercise.given;
    hints.replaceChildren();
    result.replaceChildren();
    hint.disabled = false;
    go.disabled = false;
  }

  function reveal(): void {
    turn++;
    code.value = exercise.right;
    go.disabled = false;
    result.replaceChildren("This is how it stands in the source. Check it, or start over.");
  }

  find(".buttons").append(
    go,
    hint,
    element("button", { type: "button", onclick: restart }, "Start over"),
    element("button", { type: "button", onclick: reveal }, "Show the answer"),
    element("span", { class: "note" }, "Ctrl+Enter checks."),
  );
}

/** What came of an answer. */
function tell(checked: Checked): (Node | string)[] {
  if ("failure" in checked) {
    return [
      element(
        "p",
        {},
        element("strong", {}, "It does not run. "),
        element("code", {}, checked.failure),
      ),
    ];
  }
  const { verdicts } = checked;
  const wrong = verdicts.filter(({ isRight }) => !isRight);
  if (wrong.length === 0) {
    return [element(
      "p",
      {},
      element("strong", {}, "✓ Right. "),
      `${names(verdicts)} ${
        verdicts.length === 1 ? "agrees" : "agree"
      } with central differences on three batches.`,
    )];
  }
  const right = verdicts.filter(({ isRight }) => isRight);
  const [first, ...others] = wrong;
  return [
    element(
      "p",
      {},
      element("strong", {}, "Not yet. "),
      `${names(wrong)} ${wrong.length === 1 ? "is" : "are"} off${
        right.length > 0 ? `; ${names(right)} ${right.length === 1 ? "is" : "are"} right` : ""
      }.${others.length > 0 ? ` The first of them is ${first.name}:` : ""}`,
    ),
    ...grids(first),
  ];
}

/** "dx", "dx and dW", "dx, dW and 3 more" */
function names(verdicts: readonly Verdict[]): string {
  const all = verdicts.map(({ name }) => name);
  if (all.length > 4) return `${all.slice(0, 3).join(", ")} and ${all.length - 3} more`;
  return [all.slice(0, -1).join(", "), ...all.slice(-1)].filter(Boolean).join(" and ");
}

/** A wrong gradient beside the one that it should be; the elements that are off are marked. */
function grids({ name, shape, found, wanted }: Verdict): Element[] {
  const yours = elementOf(
    grid({ data: found, shape }, { name, title: `your ${name}`, role: "value" }),
  );
  const theirs = elementOf(
    grid({ data: wanted, shape }, { name, title: "by differences", role: "value" }),
  );
  const largest = Math.max(...wanted.map(Math.abs));
  yours.querySelectorAll("td").forEach((cell, i) => {
    const isOff = !(Math.abs(found[i] - wanted[i]) <= 1e-9 + 1e-6 * largest);
    cell.classList.toggle("off", isOff);
    if (isOff) cell.append(element("span", { class: "hidden-visually" }, " off"));
  });
  return [element("div", { class: "grids" }, yours, theirs)];
}

/** A hint, in which code stands between backquotes. */
const withCode = (hint: string): (Node | string)[] =>
  hint.split("`").map((part, i) => i % 2 === 0 ? part : element("code", {}, part));
