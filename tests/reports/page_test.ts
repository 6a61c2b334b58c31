import { assert, assertEquals } from "@std/assert";
import { PAGE_SCRIPT } from "../../reports/page_script.ts";
import { renderReport } from "../../reports/page.ts";
import { parse, texts } from "./dom.ts";
import { bnReport, HOSTILE, hostileReport } from "./examples.ts";
import { fakeExperiment, fakeRun } from "./fake.ts";

Deno.test("the page tells the experiment in its order", () => {
  const page = parse(renderReport({ ...bnReport(), comment: "Look here." }));
  assertEquals(texts(page, "head title, h1"), Array(2).fill("Batch normalization, on and off"));
  assertEquals(texts(page, ".comment"), ["Look here."]);
  assertEquals(texts(page, "h2"), [
    "Results",
    "Loss against cost",
    "Loss",
    "The networks",
    "Samples",
    "Play with the networks",
    "Reproduce",
  ]);
  assertEquals(texts(page, "nav a"), texts(page, "h2"));
});

Deno.test("the page asks for nothing and runs only its own script", () => {
  for (const text of [renderReport(bnReport()), renderReport(hostileReport())]) {
    assert(text.includes(`content="default-src 'none'; style-src 'unsafe-inline';`));
    assert(text.includes(`script-src 'sha256-${PAGE_SCRIPT.sha256}'`));
    const page = parse(text);
    const scripts = [...page.querySelectorAll("script")];
    assertEquals(scripts.map(({ type }) => type), ["application/json", "module"]);
    assertEquals(scripts[1].textContent, PAGE_SCRIPT.text);
    assertEquals(page.querySelectorAll("img, iframe, object, embed, form, base").length, 0);
    assertEquals(page.querySelectorAll("link:not([href='data:,'])").length, 0);
    for (const element of page.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        assert(!name.startsWith("on"), name);
        if (/^(src|srcset|href|xlink:href|action|data|poster|ping|background)$/.test(name)) {
          assert(value === "data:," || /^#[\w-]+$/.test(value), value);
        }
        assert(name !== "style" || !/url\(|https?:/.test(value), value);
      }
    }
    assert(!/url\((?!#loss)|@import/.test(page.querySelector("style")!.textContent!));
  }
});

Deno.test("tags in results never become tags of the page", () => {
  const text = renderReport(hostileReport());
  const harmless = text.replace(PAGE_SCRIPT.text, "");
  for (const tag of ["<img", "<b>", "<svg onload"]) assert(!harmless.includes(tag), tag);
  assertEquals(harmless.split("<script").length - 1, 2);
  assertEquals(harmless.split("</script").length - 1, 2);
  const page = parse(text);
  assert(page.querySelector("h1")!.textContent!.startsWith(HOSTILE.slice(0, 7).join(" ")));
});

Deno.test("the same results make the same page", () => {
  assertEquals(renderReport(bnReport(100)) === renderReport(bnReport(100)), true);
});

Deno.test("a page of two variants and 20,000 steps is light", () => {
  const page = renderReport(bnReport()).replace(PAGE_SCRIPT.text, "");
  assert(new TextEncoder().encode(page).length < 250_000);
});

Deno.test("one variant, forty variants and none make a page", () => {
  const pages = [1, 40].map((n) =>
    parse(renderReport(fakeExperiment(
      Array.from({ length: n }, (_, i) => fakeRun({ variant: `v${i}` })),
    )))
  );
  assertEquals(pages.map((page) => page.querySelectorAll("section tbody")[0].children.length), [
    1,
    40,
  ]);
  assert(renderReport(fakeExperiment([])).includes("There are no runs yet."));
});

Deno.test("ids occur once", () => {
  const ids = [...renderReport(bnReport()).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assertEquals(ids.length, new Set(ids).size);
});
