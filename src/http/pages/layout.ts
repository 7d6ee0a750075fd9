import { scriptAt, stylesAt } from "./assets.ts";
import { type Html, html, inZone, textOf } from "./html.ts";

/** Who looks, and what their forms must carry. */
export interface Reader {
  name: string;
  lead: boolean;
  formKey: string;
  /** What times are shown in beside UTC. */
  zone: string;
}

/** A whole page as it is sent. */
export function page(
  { title, reader, at }: { title: string; reader?: Reader; at?: "incidents" | "measures" },
  body: Html,
): string {
  const current = (place: string) => (at === place ? html` aria-current="page"` : "");
  return textOf(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Cairn</title>
<link rel="stylesheet" href="${stylesAt}">
<script src="${scriptAt}" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div class="in">
<a class="name" href="/incidents">Cairn</a>
${
  reader
    ? html`<nav aria-label="Pages"><a href="/incidents"${current("incidents")}>Incidents</a>${
        reader.lead && html`<a href="/measures"${current("measures")}>Measures</a>`
      }</nav>
<span class="who">${reader.name}</span>
<form method="post" action="/sign-out">${formKey(reader)}<button class="plain">Sign out</button></form>`
    : ""
}
</div></header>
<main id="main" tabindex="-1">
${body}
</main>
${reader ? inZone(zoneLine) : ""}
</body>
</html>
`,
    reader?.zone,
  );
}

const zoneLine = (zone: string): Html =>
  zone === "UTC"
    ? html``
    : html`<footer class="in soft">Times are in UTC, and in brackets in ${zone}.</footer>`;

/** What shows that a form was ours. */
export const formKey = ({ formKey: key }: Pick<Reader, "formKey">): Html =>
  html`<input type="hidden" name="key" value="${key}">`;
