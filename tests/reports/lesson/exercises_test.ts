import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { CHAIN_EXERCISES } from "../../../core/chain_exercises.ts";
import { LAYERS } from "../../../core/layers.ts";
import { LOSSES } from "../../../core/losses.ts";
import { course, exercisesOf } from "../../../reports/lesson/course.ts";
import { checkAnswer, makeExercise, type Verdict } from "../../../reports/lesson/exercises.ts";
import { needs } from "../../permissions.ts";
import { readExercises, readFunctions } from "./sources.ts";

const off = (verdicts: readonly Verdict[]) =>
  verdicts.filter(({ isRight }) => !isRight).map(({ name }) => name);

/** What a reader is told of a code. */
function outcome(check: () => Verdict[]): string {
  try {
    return off(check()).join(" ") || "right";
  } catch (error) {
    return (error as Error).name;
  }
}

Deno.test(
  needs("the source's own code is right in every exercise, and what is given is not", {
    read: true,
  }),
  async (t) => {
    for (const exercise of await readExercises()) {
      await t.step(exercise.id, () => {
        const { given, right } = exercise;
        assertEquals(outcome(() => checkAnswer(exercise, right)), "right");
        assertNotEquals(outcome(() => checkAnswer(exercise, given)), "right");
        // Nothing at all is no answer either.
        assertNotEquals(outcome(() => checkAnswer(exercise, "")), "right");
      });
    }
  },
);

Deno.test(
  needs("an exercise differs from the source by the stated change alone", { read: true }),
  async () => {
    const stated = [
      ...Object.values(CHAIN_EXERCISES),
      ...[...LOSSES, ...LAYERS.flatMap(({ lessons }) => lessons)]
        .flatMap(({ exercises = [] }) => exercises),
    ];
    const exercises = await readExercises();
    assertEquals(exercises.length, stated.length);
    assertEquals(new Set(exercises.map(({ id }) => id)).size, exercises.length);
    for (const { given, right, hints } of exercises) {
      const changes = stated.filter((one) =>
        right.split(one.right).length === 2 &&
        right.replace(one.right, () => one.wrong).replace(/^\s*\n/gm, "") === given
      );
      assert(changes.length > 0, given);
      assert(hints.length > 0 && hints.every((hint) => /[.?]$/.test(hint)), hints.join());
    }
  },
);

Deno.test(
  needs("any code with the right gradients is an answer, and one with others is not", {
    read: true,
  }),
  async () => {
    const exercise = (await readExercises()).find(({ id }) => id === "tanh-0-0")!;
    const answer = (slope: string) =>
      outcome(() =>
        checkAnswer(
          exercise,
          `dx.data.forEach((_, i) => { dx.data[i] = (${slope}) * dout.data[i]; });`,
        )
      );
    assertEquals(answer("1 - out.data[i] ** 2"), "right");
    assertEquals(answer("(1 + out.data[i]) * (1 - out.data[i])"), "right");
    assertEquals(answer("1 + out.data[i]"), "dx");
    assertEquals(answer("NaN"), "dx");
    assertEquals(answer("slope"), "ReferenceError");
    assertEquals(answer("1 +"), "SyntaxError");
    // What only adds to dx, or leaves some of it, is no answer: a buffer is full of what was there.
    assertEquals(
      outcome(() => checkAnswer(exercise, exercise.right.replace("] = ", "] += "))),
      "dx",
    );
  },
);

Deno.test(needs("of a function that has changed no exercise is made", { read: true }), async () => {
  const functions = await readFunctions();
  const source = functions.get("tanhBackward")!;
  const make = (right: string) =>
    makeExercise("x", "tanh/0", { right, wrong: "", hints: [] }, source, "dx, dout, out");
  assertEquals(make("cosh"), null);
  assertEquals(make("out.data[i]"), null);
  const body = source.body.replace("1 -", "1 +");
  const other = course(new Map([...functions, [source.name, { ...source, body }]]));
  assertEquals(other.changed, ["tanhBackward"]);
  const ids = exercisesOf(other).map(({ id }) => id), whole = course(functions);
  assertEquals(whole.changed, []);
  assertEquals(
    exercisesOf(whole).map(({ id }) => id).filter((id) => !ids.includes(id)),
    ["tanh-0-0"],
  );
});
