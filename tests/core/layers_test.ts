import { assert, assertEquals, assertLess } from "@std/assert";
import { plainArithmetic } from "../../core/arithmetic.ts";
import type { LayerKind, LayerSpec } from "../../core/layer.ts";
import { LAYERS } from "../../core/layers.ts";
import { activationsFor } from "../../core/activations.ts";
import { backward, drawMasks, forward } from "../../core/passes.ts";
import { createModel } from "../../core/model.ts";
import { initializeModel } from "../../core/initialize.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { extrapolatedDifferences, largest, relativeError } from "./gradient.ts";

const [B, T, V, E] = [5, 4, 6, 6];
const TOLERANCE = 1e-6;
/** As in gradient_property_test.ts. */
const FLOOR = 1e-4;

/** A layer with every combination of what its options may choose; sizes are small. */
function specsOf({ type, options }: LayerKind): LayerSpec[] {
  let specs: LayerSpec[] = [{ type }];
  for (const [name, option] of Object.entries(options)) {
    const values = option.kind === "flag"
      ? [true, false]
      : option.kind === "choice"
      ? option.of
      : option.kind === "size"
      ? [name === "size" ? E : 2]
      : option.kind === "layers"
      ? [[{ type: "linear", size: E }, { type: "tanh" }]]
      // A default of 1 or 0 would hide what it multiplies or is added to.
      : [option.default, 0.3];
    specs = specs.flatMap((spec) => values.map((value) => ({ ...spec, [name]: value })));
  }
  return specs;
}

/** A float64 model around a layer, and a batch, after both passes. */
function modelWith(spec: LayerSpec, kind: LayerKind) {
  const first = kind.takes === "symbols" ? [spec] : [{ type: "embedding", size: E }, spec];
  const specs = [...first, { type: "flatten", name: "end" }, { type: "linear" }];
  const setting = { vocabularySize: V, contextLength: T };
  const model = createModel(specs, setting, plainArithmetic("float64"));
  const generator = new TorchGenerator(3);
  initializeModel(model, generator);
  // No gain is 1 then and no bias 0, which would hide what they multiply or are added to.
  for (const { value: { data } } of model.parameters) {
    for (let i = 0; i < data.length; i++) data[i] += 0.3 * generator.uniformFloat64();
  }
  const indices = (count: number) => Int32Array.from({ length: count }, () => generator.randint(V));
  const [X, Y] = [indices(B * T), indices(B)];
  const acts = activationsFor(model, B);
  drawMasks(acts, generator);
  const loss = () => forward(acts, X, Y);
  loss();
  backward(acts);
  return { parameters: model.parameters, acts, loss };
}

for (const kind of LAYERS) {
  for (const spec of specsOf(kind)) {
    Deno.test(`${JSON.stringify(spec)}: gradients of all parameters, and through it, agree with central differences`, () => {
      const { parameters, loss } = modelWith(spec, kind);
      for (const { name, value, grad } of parameters) {
        const numerical = extrapolatedDifferences(value, loss);
        const error = relativeError(grad, numerical, FLOOR);
        assertLess(error, TOLERANCE, `${name}: off by ${error} of its largest number`);
        const size = largest(grad);
        if (size < FLOOR) continue;
        grad.data[grad.data.findIndex((g) => Math.abs(g) === size)] *= 1.00001;
        assert(relativeError(grad, numerical, FLOOR) > TOLERANCE, `${name}, one element wrong`);
      }
    });

    Deno.test(`${JSON.stringify(spec)}: where one parameter has changed, what comes before it need not be computed`, () => {
      const { parameters, acts, loss } = modelWith(spec, kind);
      for (const { name, value: { data }, value } of parameters) {
        loss();
        const kept = data.slice();
        for (let i = 0; i < data.length; i++) data[i] += 0.01 * (i + 1);
        const found = acts.forwardFrom(value)();
        const logits = acts.logits.data.slice();
        assertEquals(found, loss(), name);
        assertEquals(logits, acts.logits.data, name);
        data.set(kept);
      }
    });
  }
}
