import { assertEquals } from "@std/assert";
import { storedSettings } from "../../../reports/script/living/training_settings.ts";
import type { PageTraining, Starter } from "../../../reports/script/living/page_training.ts";
import { sameness, whatHappened } from "../../../reports/script/living/what_happened.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";

const config = RunConfigSchema.parse({});

function training(
  rest: Partial<PageTraining>,
  stored: { losses: (number | null)[] } & Partial<Starter>,
): PageTraining {
  const starter = {
    seed: 42,
    config,
    steps: 2000,
    diverged: false,
    living: { losses: stored.losses },
    alphabet: { vocabulary: [..."abc"] },
    ...stored,
  } as Starter;
  const settings = storedSettings(config, 42);
  return {
    name: "run 1",
    look: 1,
    starter,
    settings,
    losses: [],
    until: 1000,
    diverged: null,
    state: "",
    val: null,
    ...rest,
  };
}

Deno.test("of a training that diverged the last finite loss is told, and the highest where that is another", () => {
  const says = (losses: number[]) =>
    whatHappened(training({ losses, diverged: losses.length - 1 }, { losses: [] }));
  assertEquals(says([3.3, NaN]), "Its last finite minibatch loss was 3.3000 at step 0.");
  assertEquals(
    says([3, 90, 7, Infinity]),
    "Its last finite minibatch loss was 7.0000 at step 2, its highest 90.0000 at step 1.",
  );
  assertEquals(says([NaN]), "");
});

Deno.test("one that ended above guessing has learnt nothing, one below it needs no words", () => {
  assertEquals(whatHappened(training({ losses: [1], val: 1.05 }, { losses: [] })), "");
  assertEquals(
    whatHappened(training({ losses: [2, 3], val: 2.5 }, { losses: [] })),
    "It has learnt nothing: its loss ends at 2.5000, above the 1.0986 that guessing costs; " +
      "its highest of a single minibatch was 3.0000 at step 1.",
  );
});

Deno.test("a training that diverged has the stored run's bits or not, and diverged where that did or not", () => {
  const says = (rest: Partial<Starter>, losses = [3.25, NaN], stored = [3.25, null]) =>
    sameness(training({ losses, diverged: 1 }, { losses: stored, ...rest }), config);
  const same = "Its first loss has the same bits as the stored run’s.";
  assertEquals(
    says({ diverged: true, steps: 1 }),
    `${same} The stored run diverged at the same step.`,
  );
  assertEquals(says({}), `${same} The stored run did not diverge there.`);
  assertEquals(
    says({ diverged: true, steps: 1 }, [3.25, NaN], [3.5, null]),
    "At step 0 the loss is 3.25 here and 3.5 in the stored run: not the same bits.",
  );
});
