import { assertEquals, assertThrows } from "@std/assert";
import { parseArgs } from "@std/cli";

Deno.test("options take a value after a space or an equals sign", () => {
  const options = { string: ["out", "set"] } as const;
  assertEquals(parseArgs(["--out", "a b", "run"], options), { out: "a b", _: ["run"] });
  assertEquals(parseArgs(["--out=a=b"], options), { out: "a=b", _: [] });
  assertEquals(parseArgs(["--out=1", "--out", "2"], options), { out: "2", _: [] });
});

Deno.test("options named string keep their values, others that look like numbers become numbers", () => {
  assertEquals(parseArgs(["--a", "1e3", "--b", "1e3"], { string: ["b"] }), {
    a: 1000,
    b: "1e3",
    _: [],
  });
});

Deno.test("a string option without a value is empty", () => {
  const options = { string: ["out"], boolean: ["open"] } as const;
  assertEquals(parseArgs(["--out"], options), { out: "", open: false, _: [] });
  assertEquals(parseArgs(["--out", "--open"], options), { out: "", open: true, _: [] });
});

Deno.test("boolean options are false unless given and take no value but true and false", () => {
  const options = { boolean: ["open"] } as const;
  assertEquals(parseArgs([], options), { open: false, _: [] });
  assertEquals(parseArgs(["--open", "x"], options), { open: true, _: ["x"] });
  assertEquals(parseArgs(["--open", "false", "x"], options), { open: false, _: ["x"] });
  assertEquals(parseArgs(["--open=false"], options), { open: false, _: [] });
});

Deno.test("collected options come as lists, an empty one by default", () => {
  const options = { string: ["set"], collect: ["set"] } as const;
  assertEquals(parseArgs([], options), { set: [], _: [] });
  assertEquals(parseArgs(["--set", "a.b=1", "--set=c=2"], options), {
    set: ["a.b=1", "c=2"],
    _: [],
  });
});

Deno.test("aliases set every name of an option", () => {
  const options = { boolean: ["help"], string: ["jobs"], alias: { help: "h", jobs: "j" } } as const;
  assertEquals(parseArgs(["-h", "-j", "4"], options), {
    help: true,
    h: true,
    jobs: "4",
    j: "4",
    _: [],
  });
});

Deno.test("defaults fill in what is not given", () => {
  const options = { string: ["jobs"], default: { jobs: "1" } } as const;
  assertEquals(parseArgs([], options), { jobs: "1", _: [] });
  assertEquals(parseArgs(["--jobs", "2"], options), { jobs: "2", _: [] });
});

Deno.test("positional arguments are numbers where they look like it, unless _ is a string", () => {
  assertEquals(parseArgs(["run", "1.50"]), { _: ["run", 1.5] });
  assertEquals<unknown>(parseArgs(["run", "1.50"], { string: ["_"] })._, ["run", "1.50"]);
});

Deno.test("everything after -- is positional and stays as it is", () => {
  assertEquals(parseArgs(["--a", "1", "--", "--b", "2"]), { a: 1, _: ["--b", "2"] });
});

Deno.test("unknown is called with what no option mentions and may leave it out", () => {
  const calls: unknown[][] = [];
  const args = parseArgs(["run", "--setp", "x=1", "-q", "--open", "--n=5"], {
    boolean: ["open"],
    unknown: (...call) => {
      calls.push(call);
      return call[1] === undefined;
    },
  });
  assertEquals(args, { open: true, _: ["run"] });
  assertEquals(calls, [["run"], ["--setp", "setp", "x=1"], ["-q", "q", true], ["--n=5", "n", "5"]]);
});

Deno.test("what unknown throws comes through", () => {
  const unknown = (arg: string) => {
    throw new RangeError(`Unknown option ${arg}`);
  };
  assertThrows(() => parseArgs(["--hlep"], { unknown }), RangeError, "Unknown option --hlep");
});

Deno.test("the types of the options are known", () => {
  const args = parseArgs([], { boolean: ["open"], string: ["out", "set"], collect: ["set"] });
  const open: boolean = args.open;
  const out: string | undefined = args.out;
  const set: string[] = args.set;
  const rest: (string | number)[] = args._;
  assertEquals([open, out, set, rest], [false, undefined, [], []]);
});
