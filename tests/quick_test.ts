import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { dealt, LANES } from "./browser/lanes/deal.ts";
import { filesOfTests, partOf } from "./quick/gather.ts";
import { needs } from "./permissions.ts";

Deno.test("a test's file is of the part that its folder names", () => {
  for (
    const [file, part] of [
      ["core/kernels/linear_test.ts", "core/kernels"],
      ["core/layers_test.ts", "core"],
      ["core/mutations/linear_test.ts", "core"],
      ["cli/cli_test.ts", "cli"],
      ["client/any_test.ts", "rest"],
      ["quick_test.ts", "rest"],
      ["fixtures.ts", undefined],
      ["browser/curves_test.ts", undefined],
    ] as const
  ) assertEquals(partOf(file), part, file);
});

Deno.test(needs("every test is run by a task, and by one alone", { read: true }), () => {
  const commands = Object.values(config.tasks)
    .flatMap((task) => "command" in task ? task.command : [])
    .filter((command) => /^(\w+=\S+ )?deno test /.test(command));
  const words = commands.flatMap((command) => command.split(" "));
  const files = filesOfTests().filter((file) => file.endsWith("_test.ts"));
  assert(files.length > 200 && files.includes("quick_test.ts"));
  const modules = filesOfTests().filter((file) => /^quick\/(?!gather)/.test(file));
  const parts = modules.map((module) => {
    const text = Deno.readTextFileSync(new URL(module, import.meta.url));
    return [/^await gather\("(.+)"\);$/m.exec(text)![1], `tests/${module}`];
  });
  const lanes = Array.from({ length: LANES }, (_, i) => {
    const module = `tests/browser/lanes/lane_${i + 1}.ts`;
    const text = Deno.readTextFileSync(new URL(`../${module}`, import.meta.url));
    assertMatch(text, new RegExp(`^await deal\\(${i + 1}\\);$`, "m"));
    return { module, files: dealt(i + 1) };
  });
  for (const file of files) {
    const part = partOf(file);
    const runners = file.startsWith("browser/")
      ? lanes.filter(({ files }) => files.includes(file)).map(({ module }) => module)
      : part === undefined
      ? [`tests/${file.split("/")[0]}`]
      : parts.filter(([one]) => one === part).map(([, module]) => module);
    assertEquals(runners.length, 1, `${file}: ${part}`);
    assertEquals(words.filter((word) => word === runners[0]).length, 1, file);
  }
});
