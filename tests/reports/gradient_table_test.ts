import { assertEquals } from "@std/assert";
import { gradientAlarms } from "../../reports/gradient_table.ts";

Deno.test("who trained by a wrong gradient is told how to train again", () => {
  const off = [{ name: "activation1", type: "gelu" }];
  const alarm = (arithmetic: string) =>
    gradientAlarms([{ variant: "a", hash: "", checks: [], off }], [arithmetic])[0];
  const wrong =
    "The hand-written gradient of gelu (activation1) is off: central differences give another. ";
  assertEquals(
    alarm("plain"),
    `${wrong}Training went by it; when it is mended, --force trains again.`,
  );
  assertEquals(
    alarm("fused"),
    `${wrong}Training runs a kernel in its place where there is one; --set arithmetic=plain trains by it.`,
  );
});
