/**
 * Functions as they stand in the source: what the lesson shows is never typed anew.
 *
 * @module
 */

/** A file of core/. */
export interface SourceFile {
  /** "core/layers/tanh.ts" */
  path: string;
  text: string;
}

/** A function as its file has it. */
export interface SourceFunction {
  name: string;
  path: string;
  /** Of the line that it begins on, without its comment. */
  line: number;
  /** With types, from `export` to the last bracket. */
  text: string;
  /** What stands between its outermost brackets, without a line end at its ends. */
  body: string;
}

/** The files, and their functions by name. */
export interface Sources {
  files: readonly SourceFile[];
  functions: ReadonlyMap<string, SourceFunction>;
}

/**
 * The exported functions of these files by name. As `deno fmt` leaves them, a function ends where a line is its bracket
 * alone.
 */
export function functionsOf(files: readonly SourceFile[]): Map<string, SourceFunction> {
  const found = new Map<string, SourceFunction>();
  for (const { path, text } of files) {
    for (const { 0: whole, 1: name, 2: body, index } of text.matchAll(FUNCTION)) {
      const line = text.slice(0, index).split("\n").length;
      found.set(name, { name, path, line, text: whole, body });
    }
  }
  return found;
}

const FUNCTION = /^export function (\w+)\([^]*?\)[^\n]* \{\n([^]*?)\n\}$/gm;

/** A function's parameters as JavaScript. */
export const parametersText = (fn: { toString(): string }): string =>
  /^function \w*\(([^]*?)\)\s*\{/.exec(fn.toString())![1];

/** Code without its comments, and without the lines that held nothing else. */
export const withoutComments = (code: string): string =>
  code.replace(/^ *\/\/.*\n/gm, "").replace(/ *\/\/.*$/gm, "").replace(/\n{2,}/g, "\n").trim();

/** A statement `const name = …;` and the comment that says why, which stands above it or behind it. */
export function statementOf(name: string, body: string): { code: string; because: string } {
  const found = new RegExp(`(?:^ *// (.*)\\n)?^ *(const ${name} = [^;]*;)(?: // (.*))?`, "m")
    .exec(body);
  if (found === null) return { code: "", because: "" };
  const [, above, code, behind] = found;
  return { code: code.replace(/\n {2}/g, "\n"), because: behind ?? above ?? "" };
}

/**
 * What a file tells of itself first: that of a kind of layer, or else the one with this function.
 *
 * @param functions the names of its functions
 */
export function aboutOf(
  type: string,
  functions: readonly string[],
  files: readonly SourceFile[],
): string {
  const file =
    files.find(({ path, text }) =>
      path.startsWith("core/layers/") && text.includes(`type: "${type}",`)
    ) ?? files.find(({ text }) =>
      functions.some((name) => text.includes(`export function ${name}(`))
    );
  const comment = /^\/\*\*\n([^]*?)\n \*\n \* @module/.exec(file?.text ?? "")?.[1] ?? "";
  return comment.replace(/^ \* ?/gm, "").replace(/\s+/g, " ").replaceAll("`", "").trim();
}
