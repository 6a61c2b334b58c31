import { assertEquals } from "@std/assert";
import { parseExperiment } from "../../../runner/config/config.ts";
import { needs } from "../../permissions.ts";

const warningsOf = (content: object, ...set: string[]) =>
  parseExperiment(JSON.stringify({ title: "t", question: "q", ...content }), {
    file: "x.json",
    name: "x",
    set,
  }).warnings;

/** A patch on the initial weights of the hidden layers. */
const hidden = (weight: object) => ({ model: { init: { hidden: { weight } } } });
const output = (weight: object) => ({ model: { init: { output: { weight } } } });
const KEPT = "for a patch changes only the keys that it names; name it too";

Deno.test("a patch that only repeats the scheme is told with what it keeps", () => {
  assertEquals(
    warningsOf({
      ...hidden({ scheme: "normal", std: 0.2 }),
      variants: { a: {}, b: hidden({ scheme: "normal" }) },
    }),
    [`variant "b": model.init.hidden.weight keeps "std": 0.2, ${KEPT}`],
  );
  // The default of the output layer is normal, with another std than that of the scheme.
  assertEquals(
    warningsOf({ variants: { a: {}, b: output({ scheme: "normal" }) } }),
    [`variant "b": model.init.output.weight keeps "std": 0.01, ${KEPT}`],
  );
  assertEquals(
    warningsOf({
      grid: { "model.init.output.weight": [{ scheme: "normal" }, { scheme: "zeros" }] },
    })
      .length,
    1,
  );
  assertEquals(warningsOf({}, 'model.init.output.weight={"scheme":"normal"}').length, 1);
});

Deno.test("a patch that keeps nothing, or says what it wants, is not told", () => {
  const base = hidden({ scheme: "normal", std: 0.2 });
  for (
    const [content, ...set] of [
      [{ ...base, variants: { a: hidden({ scheme: "zeros" }) } }],
      [{ ...base, variants: { a: hidden({ scheme: "normal", std: 0.2 }) } }],
      [{ ...base, variants: { a: hidden({ std: 0.3 }) } }],
      [{ ...hidden({ scheme: "normal" }), variants: { a: hidden({ scheme: "normal" }) } }],
      [
        { ...base, variants: { a: hidden({ scheme: "normal" }) } },
        "model.init.hidden.weight.std=1",
      ],
      [output({ scheme: "normal" })],
    ] as [object, ...string[]][]
  ) {
    assertEquals(warningsOf(content, ...set), [], JSON.stringify(content));
  }
});

Deno.test(
  needs("no question that comes with handgrad keeps what it does not say", { read: true }),
  async () => {
    const folder = new URL("../../../experiments/", import.meta.url);
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".json") || name.endsWith(".schema.json")) continue;
      const content = JSON.parse(await Deno.readTextFile(new URL(name, folder)));
      assertEquals(warningsOf(content).filter((text) => text.includes("keeps")), [], name);
    }
  },
);
