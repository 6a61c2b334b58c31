/**
 * The tests in browsers, dealt to as many modules as run beside each other: a module has one browser, and compiles once
 * what makes reports. More run at once than there are cores, since pages are waited for.
 *
 * @module
 */
import { filesOfTests, importAll } from "../../quick/gather.ts";

export const LANES = 5;

/** The files of a lane, of those that are called `*_test.ts`. */
export const dealt = (lane: number): string[] =>
  filesOfTests().filter((file) => /^browser\/.*_test\.ts$/.test(file))
    .filter((_, i) => i % LANES === lane - 1);

/** Imports the files of a lane, which registers their tests. @param lane 1 to LANES */
export const deal = (lane: number): Promise<void> => importAll(dealt(lane));
