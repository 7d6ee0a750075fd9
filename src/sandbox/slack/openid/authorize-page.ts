import type { Person } from "../records.ts";

const escaped = (text: string): string =>
  text.replaceAll(
    /[&<>"']/g,
    (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[each] ?? each,
  );

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 12vh auto; padding: 0 1rem;
    color-scheme: light dark; }
  button { font: inherit; display: block; width: 100%; margin: .5rem 0; padding: .6rem; cursor: pointer; }
</style></head><body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`;

/** Slack asks whether the app may know who one is; here one also chooses who that is. */
export function authorizePage(
  app: string,
  people: readonly Person[],
  fields: Record<string, string>,
): string {
  const hidden = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join("");
  const buttons = people
    .map(({ id, name }) => `<button name="person" value="${escaped(id)}">${escaped(name)}</button>`)
    .join("");
  return page(
    `Sign in to ${app}`,
    `<p>Slack's own page would ask whether ${escaped(app)} may know who you are. Here you choose who you are.</p>
<form method="post" action="/openid/connect/authorize">${hidden}${buttons}
<button name="deny" value="1">Cancel</button></form>`,
  );
}

/** What Slack shows when the app asks wrongly: nobody is sent back. */
export const authorizeFault = (why: string): string =>
  page("Something went wrong when authorizing this app", `<p>${escaped(why)}</p>`);
