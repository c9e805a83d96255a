import assert from "node:assert/strict";
import { markup } from "./markup.ts";
import { h } from "./node.ts";

Deno.test("markup escapes text and attribute values, so that a sensor's name cannot become markup", () => {
  const name = `<script>alert("x")</script>&'`;
  assert.equal(
    markup(h("p", { title: name }, name)),
    `<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;">` +
      `&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;</p>`,
  );
});

Deno.test("markup leaves out absent attributes and writes true ones bare", () => {
  assert.equal(
    markup(h("button", { disabled: true, hidden: false, title: undefined }, "Reset")),
    "<button disabled>Reset</button>",
  );
});

Deno.test("markup writes void elements without an end and keys as data", () => {
  assert.equal(markup(h("img", { key: "a", src: "/x.png" })), `<img data-key="a" src="/x.png">`);
});

Deno.test("h joins texts that touch and drops what is absent", () => {
  assert.deepEqual(h("p", {}, "a", 1, false, undefined, "", ["b", [h("b")]], "c").children, [
    "a1b",
    h("b"),
    "c",
  ]);
});
