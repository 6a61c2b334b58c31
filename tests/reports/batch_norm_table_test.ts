import { assertEquals } from "@std/assert";
import { batchNormTable } from "../../reports/batch_norm_table.ts";
import { variantsOf } from "../../reports/rows.ts";
import { cells, parse } from "./dom.ts";
import { evaluation, fakeRun } from "./fake.ts";

Deno.test("the final losses are there by each of batch norm's statistics", () => {
  const final = [
    ...evaluation(3, { train: 2.1, val: 2.2, test: 2.3 }, "own"),
    ...evaluation(3, { train: 2.4, val: 2.5, test: 2.6 }, "running"),
    ...evaluation(3, { train: 2.7, val: null }, "calibrated"),
  ];
  const runs = [fakeRun(), fakeRun({ variant: "bn", summary: { final } })];
  assertEquals(cells(parse(batchNormTable(variantsOf(runs)))), [
    ["variant", "statistics", "train", "val", "test"],
    ["bn", "running", "2.4000", "2.5000", "2.6000"],
    ["bn", "calibrated", "2.7000", "–", "–"],
    ["bn", "own", "2.1000", "2.2000", "2.3000"],
  ]);
});

Deno.test("without batch norm there is no such table", () => {
  assertEquals(batchNormTable(variantsOf([fakeRun()])).text, "");
});
