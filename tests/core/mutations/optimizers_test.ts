import { adamUpdate } from "../../../core/optimizers/adam.ts";
import { rmspropUpdate } from "../../../core/optimizers/rmsprop.ts";
import { sgdUpdate } from "../../../core/optimizers/sgd.ts";
import { kindOf, type OptimizerOptions } from "../../../core/optimizers.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { roundingOf, squaredRoundingOf, squareRoundingOf } from "../../../core/tensor.ts";
import { type Mutation, testMutations } from "./mutation.ts";

/** As in the optimizers' files. */
type Update = ReturnType<typeof kindOf>["update"];

/**
 * How far three updates of random numbers lead from where the right ones do, which torch_optimizers_test.ts compares
 * with PyTorch's.
 */
const errorsOf = (options: OptimizerOptions, right: unknown) => (update: unknown) => {
  const lead = (update: Update) => {
    const generator = new TorchGenerator(1);
    const draw = () => {
      const data = new Float64Array(20);
      generator.randn(data);
      return data;
    };
    const kind = kindOf(options);
    const [p, ...kept] = [draw(), ...kind.keeps(options).map(() => new Float64Array(20))];
    for (let t = 1; t <= 3; t++) {
      const numbers = kind.numbers(options, 0.1, options.weightDecay, t);
      update(p, draw(), kept, numbers, options);
    }
    return p;
  };
  const wanted = lead(right as Update);
  const found = lead(update as Update);
  return { p: Math.max(...found.map((x, i) => Math.abs(x - wanted[i]))) };
};

const WORDS = { of: "update", by: "the value" };
const scope = { roundingOf, squaredRoundingOf, squareRoundingOf };
const caught = (title: string, from: string, to: string): Mutation => [title, from, to, "p"];
const sgd = { name: "sgd", momentum: 0.9, weightDecay: 0.1 } as const;

testMutations("SGD with momentum", sgdUpdate, scope, errorsOf(sgd, sgdUpdate), [
  caught("momentum of the gradient", "momentum * v[j] + g[j]", "v[j] + momentum * g[j]"),
  caught("dampened", "momentum * v[j] + g[j]", "momentum * v[j] + (1 - momentum) * g[j]"),
  caught("no weight decay", "+ g[j] + weightDecay * p[j])", "+ g[j])"),
  caught("weight decay of the wrong sign", "+ g[j] + weightDecay", "+ g[j] - weightDecay"),
  caught("up instead of down", "p[j] -= round(rate * (nesterov", "p[j] += round(rate * (nesterov"),
  caught("the gradient instead of the velocity", ": v[j]));", ": g[j]));"),
], WORDS);

const nesterov = { ...sgd, nesterov: true };
testMutations("SGD with Nesterov's momentum", sgdUpdate, scope, errorsOf(nesterov, sgdUpdate), [
  caught("no look ahead", "d + momentum * v[j]", "v[j]"),
  caught("the velocity twice", "d + momentum * v[j]", "v[j] + momentum * v[j]"),
  caught("no gradient", "d + momentum * v[j]", "momentum * v[j]"),
  caught(
    "no weight decay in the gradient",
    "const d = g[j] + weightDecay * p[j]",
    "const d = g[j]",
  ),
], WORDS);

const adam = { name: "adam", betas: [0.9, 0.99], epsilon: 0.1, weightDecay: 0.1 } as const;
testMutations("Adam", adamUpdate, scope, errorsOf(adam, adamUpdate), [
  caught("no weight decay", "g[j] + weightDecay * p[j]", "g[j]"),
  caught("the whole gradient in the average", "+ rest1 * d)", "+ d)"),
  caught("the whole square in the average", "+ rest2 * d * d", "+ d * d"),
  caught("no square", "+ rest2 * d * d", "+ rest2 * d"),
  caught("the square of the average", "+ rest2 * d * d", "+ rest2 * m[j] * m[j]"),
  caught("the shares exchanged", "beta1 * m[j]", "beta2 * m[j]"),
  caught(
    "ε below the root",
    "Math.sqrt(s[j]) / correction + epsilon",
    "Math.sqrt(s[j] + epsilon) / correction",
  ),
  caught(
    "ε before the correction",
    "Math.sqrt(s[j]) / correction + epsilon",
    "(Math.sqrt(s[j]) + epsilon) / correction",
  ),
  caught("no root", "Math.sqrt(s[j])", "s[j]"),
  caught("no correction of the squares", "/ correction", ""),
  caught("the gradient instead of its average", "rate * m[j]", "rate * d"),
], WORDS);

const adamw = { ...adam, name: "adamw" } as const;
testMutations("AdamW", adamUpdate, scope, errorsOf(adamw, adamUpdate), [
  caught("no weight decay", "round(keep * p[j])", "p[j]"),
], WORDS);

const rmsprop = {
  name: "rmsprop",
  alpha: 0.9,
  epsilon: 0.1,
  momentum: 0.5,
  weightDecay: 0.1,
} as const;
testMutations("RMSprop", rmspropUpdate, scope, errorsOf(rmsprop, rmspropUpdate), [
  caught("no weight decay", "g[j] + weightDecay * p[j]", "g[j]"),
  caught("the whole square in the average", "+ rest * d * d", "+ d * d"),
  caught("ε below the root", "Math.sqrt(s[j]) + epsilon", "Math.sqrt(s[j] + epsilon)"),
  caught("no root", "Math.sqrt(s[j])", "s[j]"),
  caught("no momentum", "momentum * v[j] +", ""),
  caught("momentum of the gradient itself", "v[j] + d / denominator", "v[j] + d"),
], WORDS);
