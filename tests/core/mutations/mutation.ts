/**
 * Wrong versions of a backward pass, made from its own source text, to prove that the checks can fail.
 *
 * @module
 */
import { assertEquals, assertLess } from "@std/assert";

/**
 * A change of a function's text: `from`, which is there exactly once, becomes `to`; in `from` a space stands for any
 * white space or none. `caught` are the tensors whose gradients it makes wrong.
 */
export type Mutation = readonly [title: string, from: string, to: string, ...caught: string[]];

/** Errors of gradients against central differences, by tensor. */
export type Errors = Record<string, number>;

const TOLERANCE = 1e-7;

/** A function's source text without comments. */
export const sourceOf = (fn: unknown) => String(fn).replace(/\/\/.*|\/\*[^]*?\*\//g, "");

/**
 * Rebuilds a function from its source text, changed or not.
 *
 * @param scope what the function uses of its module, by name
 * @throws Error where the text to change is not there exactly once
 */
export function rebuild<F>(fn: F, scope: Record<string, unknown>, mutation?: Mutation): F {
  let source = sourceOf(fn);
  if (mutation) source = replaceOnce(source, mutation[1], mutation[2]);
  return new Function(...Object.keys(scope), `return ${source}`)(...Object.values(scope));
}

function replaceOnce(source: string, from: string, to: string): string {
  const words = from.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const parts = source.split(new RegExp(words.join("\\s*")));
  if (parts.length === 2) return parts.join(to);
  throw new Error(`Found ${parts.length - 1} times, wanted once: ${from}\nin ${source}`);
}

/**
 * Tests that a backward pass gets every gradient right, and each mutation of it exactly those wrong that it says.
 *
 * @param by what finds them, and `of` what they are; default: backward passes, by central differences
 * @param errors runs and checks a backward pass. What that writes to should be full of other numbers at first: it must
 * not add to them
 */
export function testMutations<F>(
  title: string,
  backward: F,
  scope: Record<string, unknown>,
  errors: (backward: F) => Errors,
  mutations: Mutation[],
  { of = "backward pass", by = "central differences" } = {},
) {
  Deno.test(`${title}: every wrong ${of} is caught`, async (t) => {
    await t.step("the right one, rebuilt from its source, passes", () => {
      for (const error of Object.values(errors(rebuild(backward, scope)))) {
        assertLess(error, TOLERANCE);
      }
    });
    for (const mutation of mutations) {
      const [title, _from, _to, ...caught] = mutation;
      await t.step(`${title}: caught by ${by} of ${caught.join(" and ")}`, () => {
        const found = errors(rebuild(backward, scope, mutation));
        // Negated, so that NaN is wrong, too.
        const wrong = Object.keys(found).filter((name) => !(found[name] < TOLERANCE));
        assertEquals(wrong, caught, `${title}: it makes ${wrong.join(" and ") || "nothing"} wrong`);
      });
    }
  });
}
