import { type ArithmeticName, createArithmetic } from "../../core/arithmetic.ts";

/** The arithmetics that this machine has, the fastest first; of the others, `complain` is told why not. */
export function availableArithmetics(complain: (why: string) => void): ArithmeticName[] {
  return (["fused", "exact", "plain"] as const).filter((name) => {
    try {
      createArithmetic(name, 2 ** 16);
      return true;
    } catch (error) {
      complain(`handgrad ${name} is left out: ${(error as Error).message}`);
      return false;
    }
  });
}
