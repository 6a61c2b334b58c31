import { assert, assertEquals } from "@std/assert";
import { coreFiles } from "../../../cli/lesson.ts";
import { chainBackward, chainForward } from "../../../core/chain.ts";
import { CHAIN_STEPS } from "../../../core/chain_steps.ts";
import { LAYERS } from "../../../core/layers.ts";
import { LOSSES } from "../../../core/losses.ts";
import { renderLesson } from "../../../reports/lesson/page.ts";
import { firstTiny } from "../../../reports/lesson/lab.ts";
import { LESSON_SCRIPT } from "../../../reports/lesson_script.ts";
import { needs } from "../../permissions.ts";
import { parse, texts } from "../dom.ts";
import { readExercises, readFunctions } from "./sources.ts";

const page = async () => renderLesson(await coreFiles()).page;

Deno.test(
  needs("the lesson has the chain first, then its layers again, then all others, each once", {
    read: true,
  }),
  async () => {
    const document = parse(await page());
    const layers = texts(document, "h3[id^='layer-']");
    assertEquals(layers.slice(0, 6), [
      "loss",
      "linear",
      "tanh",
      "batchNorm",
      "flatten",
      "embedding",
    ]);
    assertEquals(layers.toSorted(), ["loss", ...LAYERS.map(({ type }) => type)].sort());
    const headings = texts(document, "h2, h3");
    assert(headings.indexOf("Cross-entropy") < headings.indexOf("Embedding"));
    assert(headings.indexOf("Embedding") < headings.indexOf("loss"));
    // Each step once, from the loss back.
    assertEquals(
      texts(document, "#small ~ .chapter .step > h4 > code:first-child"),
      CHAIN_STEPS.map(({ name }) => name).reverse(),
    );
    for (const link of document.querySelectorAll(".syllabus a")) {
      assert(document.getElementById(link.getAttribute("href")!.slice(1)) !== null, link.outerHTML);
    }
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    assertEquals(ids.length, new Set(ids).size);
  },
);

Deno.test(
  needs("the code in the lesson is the source's, letter by letter", { read: true }),
  async () => {
    const document = parse(await page());
    const shown = [...document.querySelectorAll(".code code")].map((one) => one.textContent!);
    const functions = await readFunctions();
    const told = [
      chainForward,
      chainBackward,
      ...[...LOSSES, ...LAYERS.flatMap(({ lessons }) => lessons)]
        .flatMap(({ forward, backward }) => [forward, backward].filter((one) => one !== undefined)),
    ];
    assertEquals(shown.length, told.length);
    for (const { name } of told) {
      const { path, text } = functions.get(name)!;
      assert(shown.includes(text), name);
      assert((await Deno.readTextFile(path)).includes(text), name);
    }
    // The chain's steps are its statements, line by line.
    for (const { name } of CHAIN_STEPS) {
      const codes = texts(document, ".passes code").filter((code) =>
        code.startsWith(`const d${name} =`)
      );
      assertEquals(codes.length, 1, name);
      const statement = codes[0].replaceAll(" ", "");
      assert(functions.get("chainBackward")!.body.replace(/\s/g, "").includes(statement), name);
    }
  },
);

Deno.test(
  needs("the numbers in the lesson are those that core computes", { read: true }),
  async () => {
    const document = parse(await page());
    for (const lab of document.querySelectorAll<HTMLElement>("[data-lab]")) {
      const { tiny, outcome: { values, gradients } } = firstTiny(lab.dataset.lab!);
      const shown = (role: string, name: string) =>
        [...lab.querySelectorAll(`[data-name="${name}"][data-role="${role}"] data`)]
          .map((cell) => Number(cell.getAttribute("value")));
      for (const [name, { data }] of Object.entries(tiny.symbols)) {
        assertEquals(shown("symbols", name), [...data]);
      }
      for (const [name, { data }] of Object.entries(tiny.given)) {
        assertEquals(shown("given", name), [...data]);
      }
      for (const [name, { data }] of Object.entries(values)) {
        assertEquals(shown("value", name), [...data], name);
      }
      for (const { name, backward, differences } of gradients) {
        assertEquals(shown("gradient", name), [...backward.data], name);
        assertEquals(shown("differences", name), [...differences.data], name);
      }
      assertEquals(
        [...lab.querySelectorAll(".agreement")].map((one) => one.getAttribute("data-passed")),
        gradients.map(() => "true"),
      );
    }
  },
);

Deno.test(
  needs("the lesson asks for nothing, and only its own script runs", { read: true }),
  async () => {
    const text = await page();
    assert(text.includes(
      `default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'; ` +
        `script-src 'sha256-${LESSON_SCRIPT.sha256}' 'unsafe-eval'; worker-src blob:"`,
    ));
    const document = parse(text);
    const scripts = [...document.querySelectorAll("script")];
    assertEquals(scripts.map(({ type }) => type), ["application/json", "module"]);
    assertEquals(
      JSON.parse(scripts[0].textContent!),
      JSON.parse(JSON.stringify(await readExercises())),
    );
    assertEquals(scripts[1].textContent, LESSON_SCRIPT.text);
    assertEquals(
      document.querySelectorAll("img, iframe, object, embed, form, base, button").length,
      0,
    );
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        assert(!name.startsWith("on"), name);
        if (
          !/^(src|srcset|href|xlink:href|action|data|poster|ping|background)$/.test(name)
        ) continue;
        const isLink = element.tagName === "A" && /^https:\/\/[\w./-]+$/.test(value);
        assert(isLink || value === "data:," || /^#[\w-]+$/.test(value), value);
      }
    }
  },
);

Deno.test(
  needs("a description begins with a capital, but not a formula", { read: true }),
  async () => {
    const document = parse(await page());
    const leads = texts(document, ".lead");
    assert(leads.some((text) => text.startsWith("x σ(x) of each")), leads.join("\n"));
    assert(leads.some((text) => text.startsWith("x W + b")), leads.join("\n"));
    assert(leads.some((text) => text.startsWith("A vector for each symbol")), leads.join("\n"));
    assert(leads.some((text) => text.startsWith("Each example")), leads.join("\n"));
  },
);
