import { assertEquals } from "@std/assert";
import { contents, nest } from "../../reports/contents.ts";
import { html } from "../../reports/html.ts";
import { renderReport } from "../../reports/page.ts";
import { parse, texts } from "./dom.ts";
import { bnReport, HOSTILE, hostileReport } from "./examples.ts";

Deno.test("the contents link to the sections", () => {
  const sections = ["Loss", "Batch norm’s"].map((title, i) =>
    html`
      <section>
        <h2 id="s${i}">${title}</h2>
      </section>
    `
  );
  const page = parse(contents(sections));
  assertEquals(texts(page, "a"), ["Loss", "Batch norm’s"]);
  assertEquals([...page.querySelectorAll("a")].map((a) => a.getAttribute("href")), ["#s0", "#s1"]);
});

Deno.test("a nested part has lower headings and ids of its own, and its text is left alone", () => {
  const data = ` id="x" <h2 id="x"> href="#x" url(#x) aria-label="x"`;
  const part = html`
    <h1 id="title">${data}</h1>
    <section aria-labelledby="title">
      <p title="${data}" data-copy="url(#x)">${data}</p>
    </section>
    <nav aria-label="Sections"></nav>
    <svg>
      <g clip-path="url(#x)"></g>
    </svg><a href="#title">up</a><a href="data:,">none</a>
  `;
  const page = parse(nest(part, "e1-", "Experiment 1"));
  assertEquals(page.querySelector("h2")!.id, "e1-title");
  assertEquals(texts(page, "h2, p"), [data.trim(), data.trim()]);
  const attribute = (selector: string, name: string) =>
    page.querySelector(selector)!.getAttribute(name);
  assertEquals(attribute("p", "title"), data);
  assertEquals(attribute("p", "data-copy"), "url(#x)");
  assertEquals(attribute("section", "aria-labelledby"), "e1-title e1-number");
  assertEquals(attribute("nav", "aria-label"), "Sections, Experiment 1");
  assertEquals(attribute("g", "clip-path"), "url(#e1-x)");
  assertEquals([...page.querySelectorAll("a")].map((a) => a.getAttribute("href")), [
    "#e1-title",
    "data:,",
  ]);
});

Deno.test("what refers to an id on a page of several experiments finds it, once", () => {
  const text = renderReport(bnReport(100), hostileReport(), bnReport(50));
  const page = parse(text);
  const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
  assertEquals(ids.length, new Set(ids).size);
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
    for (const element of page.querySelectorAll(`[${name}]`)) {
      for (const id of element.getAttribute(name)!.split(" ")) {
        assertEquals(ids.includes(id), true, `${name}=${id}`);
      }
    }
  }
  for (const [, id] of text.matchAll(/="url\(#([^)]+)\)"/g)) assertEquals(ids.includes(id), true);
});

Deno.test("hostile text reads the same on a page of several experiments", () => {
  const page = parse(renderReport(bnReport(50), hostileReport()));
  const alone = parse(renderReport(hostileReport()));
  const rows = (root: ParentNode) => texts(root, "tbody th").filter((_, i) => i < 9);
  const article = page.querySelectorAll("article")[1];
  assertEquals(rows(article), rows(alone));
  assertEquals(rows(article)[0], HOSTILE[0]);
});
