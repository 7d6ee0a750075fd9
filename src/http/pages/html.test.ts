import { expect, test } from "vitest";
import { html, textOf } from "./html.ts";

test("what comes from outside is text, between tags and in attributes", () => {
  const hostile = `"><script>alert('1')</script>&amp;`;
  expect(textOf(html`<a title="${hostile}">${hostile}</a>`)).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;</a>',
  );
});

test("what would turn a text around or act on a screen is spelled out", () => {
  expect(textOf(html`${"a\u202egnp.exe\u0007\ud800"}`)).toBe("a\\u202egnp.exe\\u0007\ufffd");
});

test("markup of ours goes in whole, lists of it too, and what is not there is nothing", () => {
  const items = ["a", "<b>"].map((each) => html`<li>${each}</li>`);
  expect(textOf(html`<ul>${items}${false}${null}${undefined}${0}</ul>`)).toBe(
    "<ul><li>a</li><li>&lt;b&gt;</li>0</ul>",
  );
});

test("an object from outside that looks like markup is not believed", () => {
  const forged = JSON.parse('{"Symbol(markup)":"<script>","length":0}') as never;
  expect(() => textOf(html`${forged}`)).toThrow();
});
