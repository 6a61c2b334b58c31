/**
 * Lists the ten tests that took longest when the tests were last run, and the ten files: `deno task test:slowest`. The
 * tasks of tests leave what it reads in .cache/tests/, a file in JUnit's format each.
 *
 * @module
 */
const FOLDER = ".cache/tests";
const SHOWN = 10;

/** A test that was run. */
export interface Timed {
  name: string;
  file: string;
  seconds: number;
}

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};
const unescape = (text: string) => text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);

/**
 * The tests in a text that `deno test --junit-path` has written, without their steps, which are called "test > step".
 */
export function testsIn(junit: string): Timed[] {
  const all = [...junit.matchAll(/<testcase ([^>]*)>/g)].map(([, attributes]) => {
    const of = (key: string) =>
      unescape(new RegExp(`\\b${key}="([^"]*)"`).exec(attributes)?.[1] ?? "");
    return { name: of("name"), file: of("classname"), seconds: Number(of("time")) };
  });
  const names = new Set(all.map(({ name }) => name));
  return all.filter(({ name }) => !name.includes(" > ") || !names.has(name.split(" > ")[0]));
}

/** The sums of what the tests of each file took. */
export function filesOf(tests: readonly Timed[]): Timed[] {
  const files = new Map<string, Timed>();
  for (const { file, seconds } of tests) {
    const sum = files.get(file) ?? { name: "", file, seconds: 0 };
    files.set(file, { ...sum, seconds: sum.seconds + seconds });
  }
  return [...files.values()];
}

/** A line for each of those that took longest. */
export const slowest = (timed: readonly Timed[]): string =>
  timed.toSorted((a, b) => b.seconds - a.seconds).slice(0, SHOWN)
    .map(({ name, file, seconds }) =>
      `${seconds.toFixed(1).padStart(7)} s  ${[file.replace("./", ""), name].join("  ").trim()}\n`
    ).join("");

if (import.meta.main) {
  const tests: Timed[] = [];
  try {
    for (const { name } of Deno.readDirSync(FOLDER)) {
      tests.push(...testsIn(Deno.readTextFileSync(`${FOLDER}/${name}`)));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (tests.length === 0) {
    console.error(`No test has been timed in ${FOLDER}: run deno task test first`);
    Deno.exit(2);
  }
  console.log(`Tests that took longest\n${slowest(tests)}\nFiles\n${slowest(filesOf(tests))}`);
}
