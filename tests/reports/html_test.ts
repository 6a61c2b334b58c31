import { assertEquals } from "@std/assert";
import { escape, html, raw } from "../../reports/html.ts";

Deno.test("what is put into a template is escaped, in text and in attributes", () => {
  const hostile = `<b title="x" class='y'>&amp;</b>`;
  assertEquals(
    html`<p title="${hostile}">${hostile}</p>`.text,
    `<p title="&lt;b title=&quot;x&quot; class=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;">` +
      `&lt;b title=&quot;x&quot; class=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;</p>`,
  );
});

Deno.test("templates in templates and raw text are not escaped again", () => {
  assertEquals(html`<p>${html`<b>${"<"}</b>`}${raw("<i>")}</p>`.text, "<p><b>&lt;</b><i></p>");
});

Deno.test("lists are joined, nothing leaves nothing, zero is a number", () => {
  assertEquals(
    html`${["a", html`<b>b</b>`, ["<"]]}|${null}${undefined}${false}|${0}`.text,
    "a<b>b</b>&lt;||0",
  );
});

Deno.test("characters that HTML may not hold are replaced", () => {
  assertEquals(
    escape("a\0b\x1bc\x85d\ud800e\r\tf\ng"),
    "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd\tf\ng",
  );
  assertEquals(escape("👩‍👩‍👧 שלום \u202e"), "👩‍👩‍👧 שלום \u202e");
});
