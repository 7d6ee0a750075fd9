import { html } from "./html.ts";
import { page, type Reader } from "./layout.ts";

/** A page that says one thing: why something is not shown, and where to go on. */
export const saidPage = (title: string, words: string, reader?: Reader): string =>
  page(
    { title, reader },
    html`<div class="box"><h1>${title}</h1><p>${words}</p><p><a href="/incidents">To the incidents</a></p></div>`,
  );

/** Where whoever is not signed in comes to. */
export const signInPage = ({ slack, back, said }: { slack: boolean; back: string; said?: string }): string =>
  page(
    { title: "Sign in" },
    html`<div class="box"><h1>Cairn</h1>${said !== undefined && html`<p class="said" role="alert">${said}</p>`}
${
  slack
    ? html`<p>Incidents, their timelines and reviews, for the people of this workspace.</p><p><a class="button" href="/sign-in/slack?${new URLSearchParams({ back }).toString()}">Sign in with Slack</a></p>`
    : html`<p>Open the link that Cairn printed when it started. Each is good once; <code>cairn page-link INC-42</code> prints another.</p>`
}</div>`,
  );

/** A link is used up by this button, not by whoever merely looks at its address. */
export const linkPage = (token: string, back: string): string =>
  page(
    { title: "Sign in" },
    html`<div class="box"><h1>Cairn</h1><p>This link is good once, for a short time.</p>
<form method="post" action="/sign-in/link"><input type="hidden" name="token" value="${token}"><input type="hidden" name="back" value="${back}"><button>Sign in</button></form></div>`,
  );
