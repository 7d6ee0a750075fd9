import { escapeMarkup } from "../../domain/text/escape-markup.ts";
import { spellOut } from "../../domain/text/visible.ts";

const markup = Symbol("markup");

/** Markup, and what becomes of it in the zone of whoever reads. */
type Part = string | ((zone: string) => Html);

/** Markup that is sent as it is. Only the tags below make it: nothing that came from outside can look like it. */
export interface Html {
  readonly [markup]: readonly Part[];
}

export type Shown = string | number | Html | readonly Shown[] | null | undefined | false;

/** Text that means nothing but itself, between tags and in quoted attributes; what would turn it around is spelled out. */
export const escapeHtml = (text: string): string =>
  escapeMarkup(spellOut(text.replaceAll(/\p{Surrogate}/gu, "\ufffd")));

/** A template whose values are text unless they are markup themselves. Attributes must be quoted. */
export const html = (strings: TemplateStringsArray, ...values: readonly Shown[]): Html => ({
  [markup]: strings.flatMap((part, at) => (at === 0 ? [part] : [...shown(values[at - 1]), part])),
});

/** What depends on the local time of those who read: made when the page is put together. */
export const inZone = (make: (zone: string) => Html): Html => ({ [markup]: [make] });

function shown(value: Shown): readonly Part[] {
  if (value === null || value === undefined || value === false) return [];
  if (typeof value === "string") return [escapeHtml(value)];
  if (typeof value === "number") return [String(value)];
  return isMarkup(value) ? value[markup] : value.flatMap(shown);
}

const isMarkup = (value: Html | readonly Shown[]): value is Html => markup in value;

/** A page as it is sent; with `UTC` it shows no other time. */
export const textOf = (page: Html, zone = "UTC"): string =>
  page[markup].map((part) => (typeof part === "string" ? part : textOf(part(zone), zone))).join("");
