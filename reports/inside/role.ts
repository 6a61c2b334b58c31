/**
 * What a parameter is to its layer.
 *
 * @module
 */
import type { Inspection } from "../../runner/results.ts";

type Parameter = Inspection["parameters"][number];

/** What a parameter is to its layer. Looks of before do not say it; of theirs, all are a perceptron's. */
export const roleOf = (
  { name, role }: Pick<Parameter, "name" | "role">,
): NonNullable<Parameter["role"]> =>
  role ?? (name === "C" ? "table" : name.startsWith("W") ? "matrix" : "vector");
