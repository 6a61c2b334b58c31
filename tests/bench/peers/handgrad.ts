/**
 * handgrad as a contestant. Usage: handgrad.ts <arithmetic>
 *
 * @module
 */
import type { ArithmeticName } from "../../../core/arithmetic.ts";
import { VERSION } from "../../../runner/version.ts";
import { createTraining } from "../setting.ts";
import { serve } from "./serve.ts";

const { deno, v8 } = Deno.version;

await serve(`handgrad ${VERSION} on Deno ${deno}, V8 ${v8}`, ({ T, X, Y }) => {
  const examples = {
    X: new Int32Array(X),
    Y: new Int32Array(Y),
    count: Y.length,
    contextLength: T,
  };
  return ({ norm, rate, parameters }) => {
    const training = createTraining(Deno.args[0] as ArithmeticName, examples, { norm, rate });
    for (const { name, value } of training.model.parameters) {
      if (name in parameters) value.data.set(parameters[name].data);
    }
    return training;
  };
});
