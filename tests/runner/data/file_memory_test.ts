import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { largestFile, MAX_MEMORY, memoryFor, tooLarge } from "../../../runner/data/file_memory.ts";

const loads = [1, 2, 4, 8].flatMap((jobs) =>
  [2, 4, 9, 33, 1025].map((indices) => ({ indices, jobs }))
);

Deno.test("the largest file allowed takes no more than 2 GiB by the formula, a larger one does", () => {
  for (const load of loads) {
    const most = largestFile(load);
    if (most > 2 ** 20) assert(memoryFor(most, load) <= MAX_MEMORY);
    assert(memoryFor(most + 1, load) > MAX_MEMORY);
    assertEquals(tooLarge(most, load), null);
    assertStringIncludes(tooLarge(most + 1, load)!, "GB of memory; at most 2 GB may be taken");
  }
});

Deno.test("longer contexts and more runs at once allow smaller files, and fewer runs are offered", () => {
  const of = (indices: number, jobs: number) => largestFile({ indices, jobs });
  assert(of(4, 1) > of(9, 1) && of(4, 1) > of(4, 2));
  const message = tooLarge(200 * 2 ** 20, { indices: 4, jobs: 2 })!;
  assertStringIncludes(message, "it has 200 MB");
  assertStringIncludes(
    message,
    "a file of 20 MB with 2 runs at once; take a part of it, or --jobs 1, which allows 30 MB",
  );
  const many = { indices: 4, jobs: 100 };
  assertEquals(tooLarge(2 ** 20, many), null, "100 workers are too many, not a file of 1 MB");
  assert(tooLarge(2 ** 20 + 1, many) !== null);
});

// The greatest resident sizes that were measured, so that nobody lowers the formula below them.
const MEASURED = [
  { file: "names", size: 10_559_388, T: 3, jobs: 1, kilobytes: 435_140 },
  { file: "names", size: 10_559_388, T: 3, jobs: 2, kilobytes: 543_296 },
  { file: "prose", size: 10_658_583, T: 3, jobs: 1, kilobytes: 266_120 },
  { file: "prose", size: 10_658_583, T: 3, jobs: 2, kilobytes: 301_172 },
  { file: "lines of one letter", size: 10_600_000, T: 3, jobs: 1, kilobytes: 464_616 },
  { file: "lines of one letter", size: 10_600_000, T: 3, jobs: 2, kilobytes: 469_464 },
  { file: "names", size: 52_474_000, T: 3, jobs: 1, kilobytes: 1_199_360 },
  { file: "names", size: 10_559_388, T: 3, jobs: 2, kilobytes: 601_092 },
  { file: "prose", size: 10_658_583, T: 8, jobs: 2, kilobytes: 1_051_856 },
];

Deno.test("the formula is not below what was measured", () => {
  for (const { file, size, T, jobs, kilobytes } of MEASURED) {
    assert(memoryFor(size, { indices: T + 1, jobs }) > 1024 * kilobytes, `${file} ${size} ${jobs}`);
  }
});
