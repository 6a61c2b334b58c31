import { assertEquals } from "@std/assert";
import { html } from "../../reports/html.ts";
import { fewSteps, stepParts, stepSlider } from "../../reports/step_slider.ts";
import { parse, texts } from "./dom.ts";

Deno.test("few steps are shown all, in order, each once", () => {
  assertEquals(fewSteps([10, 0, 5, 10], 2), [0, 5, 10]);
  assertEquals(fewSteps([], 2), []);
});

Deno.test("of many steps nine are shown, of many variants five; the first and the last among them", () => {
  const steps = Array.from({ length: 101 }, (_, i) => i);
  assertEquals(fewSteps(steps, 4), [0, 13, 25, 38, 50, 63, 75, 88, 100]);
  assertEquals(fewSteps(steps, 5), [0, 25, 50, 75, 100]);
});

Deno.test("the slider has a name, a step a place, and says where it stands", () => {
  const document = parse(stepSlider({ id: "x", steps: [0, 5000], start: 1 }));
  const input = document.querySelector("input")!;
  assertEquals(document.querySelector("label")!.getAttribute("for"), input.id);
  assertEquals(document.querySelector("output")!.textContent, "5,000");
  assertEquals(
    [...document.querySelectorAll("option")].map((option) => option.getAttribute("label")),
    ["0", "5,000"],
  );
});

Deno.test("where there is nothing to choose, it is said of which step all is", () => {
  const says = (...steps: number[]) => texts(parse(stepSlider({ id: "x", steps, start: 0 })), "p");
  assertEquals(says(), []);
  assertEquals(says(0), ["Step 0, before the first update: there is nothing of later steps."]);
  assertEquals(says(2000), ["Step 2,000: there is nothing of other steps."]);
});

Deno.test("parts between the first and the last step are hidden until a script shows them", () => {
  const document = parse(
    html`${stepParts({ id: "x", steps: [0, 5, 10], start: 0 }, (step) => `at ${step}`)}`,
  );
  assertEquals(texts(document, "[data-step]:not([hidden])"), ["step 0at 0", "step 10at 10"]);
  assertEquals(texts(document, "[data-step].edge").length, 2);
});
