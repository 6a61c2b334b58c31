import { assert, assertEquals } from "@std/assert";
import type { Inspection } from "../../../runner/results.ts";
import { activationPanels } from "../../../reports/inside/activations.ts";
import { gradientPanels } from "../../../reports/inside/gradients.ts";
import { preActivationPanels } from "../../../reports/inside/pre_activations.ts";
import { saturationPanels } from "../../../reports/inside/saturation.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { parse, texts } from "../dom.ts";
import { fakeInspection, fakeRun } from "../fake.ts";

const steps = { id: "x", steps: [0], start: 0 };

/** A variant whose first layer is as `change` makes it. */
function shown(change: (layer: Inspection["layers"][number], look: Inspection) => void) {
  const look = fakeInspection({}, { hiddenSizes: [4] });
  change(look.layers[0], look);
  const run = fakeRun({ inspections: [look], config: { model: { hiddenSizes: [4] } } });
  return [{ variant: variantsOf([run])[0], run }];
}
const label = (html: Parameters<typeof parse>[0]) =>
  parse(html).querySelector("[role=img]")!.getAttribute("aria-label")!;

Deno.test("pre-activations are told by the spread of their means and their standard deviations", () => {
  const one = shown((layer) => Object.assign(layer, { mean: [2, -2, 0, 0], std: [1, 3, 1, 1] }));
  const panels = preActivationPanels(one, steps, "hidden 1");
  assert(
    label(panels).endsWith(
      ": the means of 4 units lie from −2 to 2; their standard deviation is 1.5 on average.",
    ),
    label(panels),
  );
  assertEquals(texts(parse(panels), ".note"), ["means spread by ±1.41, std 1.5 on average"]);
});

Deno.test("a stroke goes from a standard deviation below the mean to one above, in the order of means", () => {
  const one = shown((layer) =>
    Object.assign(layer, { mean: [2, -2, null, 0], std: [1, 0, null, 1] })
  );
  const document = parse(preActivationPanels(one, steps, "hidden 1"));
  const d = document.querySelector("path[stroke-opacity]")!.getAttribute("d")!;
  const strokes = d.slice(1).split("M").map((stroke) => stroke.split(/[ V]/).map(Number));
  assertEquals(strokes.length, 3); // the unit that is not finite has none
  const [low, middle, high] = strokes.map(([, from, to]) => from - to);
  assertEquals(low, 0);
  assert(middle > 0 && Math.abs(middle - high) < 0.2);
  assert(strokes[0][1] > strokes[1][1] && strokes[1][1] > strokes[2][1]);
});

Deno.test("saturated and dead units are told in numbers", () => {
  const map = { rows: 2, units: 4, bits: btoa(String.fromCharCode(0b00010011)) }; // unit 0: both; unit 1: one
  const one = shown((layer) => layer.saturation = { share: 0.375, dead: 1, map });
  assertEquals(texts(parse(activationPanels(one, steps, "hidden 1")), ".note"), [
    "38 % of h saturated (|h| > 0.97); 1 of 4 units dead",
  ]);
  const document = parse(saturationPanels(one, steps, "hidden 1"));
  assertEquals(texts(document, ".note"), ["of 4 units 1 dead, 2 never saturated"]);
  // Row 0 has units 0 and 1, row 1 unit 0; the dead one is underlined, a quarter of 260.
  assertEquals(
    document.querySelector("[role=img] path[stroke]")!.getAttribute("d"),
    "M0 0m0 0h2m-2 1h1",
  );
  assertEquals(
    document.querySelector("[role=img] path[stroke-width]")!.getAttribute("d"),
    "M0 102h65",
  );
});

Deno.test("gradients are told by the size that half of them stay below, and the share that is 0", () => {
  const counts = new Array(60).fill(0);
  counts[40] = 3; // 10⁻² to 10⁻¹·⁷⁵
  counts[44] = 3; // 10⁻¹ to 10⁻⁰·⁷⁵
  const one = shown((layer) =>
    layer.gradients = { low: -12, high: 3, counts, zeros: 2, nonFinite: 2 }
  );
  const document = parse(gradientPanels(one, steps));
  const first = document.querySelector("[role=img]")!.getAttribute("aria-label")!;
  assert(first.startsWith("Sizes of dh of hidden 1."), first);
  assert(
    first.replaceAll("\u00a0", " ").endsWith(
      "half are below 0.02, 20 % are 0, 20 % are not finite.",
    ),
    first,
  );
  assertEquals(texts(document, ".note")[0], "exactly 0: plain 20 %");
});

Deno.test("the note on gradients of exactly 0 is hidden with all that it names", () => {
  const [one] = shown((layer) => layer.gradients.zeros = 2);
  const document = parse(gradientPanels([{ ...one, folded: true }], steps));
  const note = document.querySelector(".note .alike")!;
  assertEquals(note.textContent!.startsWith("exactly 0: "), true);
  // The style hides what has no variant that is shown.
  assertEquals(note.querySelectorAll("[data-variant]:not([hidden])").length, 0);
  assertEquals(note.querySelectorAll(".names > [data-variant]").length, 1);
});
