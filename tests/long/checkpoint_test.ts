import { bestArithmetic } from "../../core/arithmetic.ts";
import { testInterrupted } from "../runner/store/interrupted.ts";

// This machine's fastest arithmetic is among the quick tests.
for (const arithmetic of ["fused", "exact", "plain"] as const) {
  if (arithmetic !== bestArithmetic()) testInterrupted(arithmetic);
}
