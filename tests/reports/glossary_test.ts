import { assertEquals } from "@std/assert";
import { explained, meanings } from "../../reports/glossary.ts";
import { html } from "../../reports/html.ts";
import { renderReport } from "../../reports/page.ts";
import { parse, texts } from "./dom.ts";
import { bnReport } from "./examples.ts";

Deno.test("a word is explained where it comes first, and its meaning stands on the page once", () => {
  const piece = explained(html`
    <p>in nats, more nats</p>
    <p>saturated, dead</p>
  `);
  assertEquals(texts(parse(piece), "button"), ["nats", "saturated", "dead"]);
  assertEquals(texts(parse(piece), "p"), ["in nats, more nats", "saturated, dead"]);
  assertEquals(texts(parse(meanings(html`${piece}${piece}`)), "[popover] strong"), [
    "nats",
    "saturated",
    "dead",
  ]);
});

Deno.test("names, code, parts of words and attributes are left alone", () => {
  const piece = html`
    <p title="nats"><bdi>${"nats <b>"}</bdi> <code>dead</code> deadly</p>
  `;
  assertEquals(explained(piece).text, piece.text);
  assertEquals(explained("<script>nats").text, `&lt;script&gt;${explained("nats").text}`);
});

Deno.test("every button of a page, of one experiment or two, has its meaning", () => {
  for (const page of [renderReport(bnReport(50)), renderReport(bnReport(50), bnReport(60))]) {
    const document = parse(page);
    const buttons = [...document.querySelectorAll("[popovertarget]")];
    assertEquals(buttons.length > 1, true);
    for (const button of buttons) {
      const id = button.getAttribute("popovertarget")!;
      assertEquals(document.querySelectorAll(`[id="${id}"]`).length, 1, id);
    }
  }
});
