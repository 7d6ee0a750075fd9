import { escapeMarkup } from "../../domain/text/escape-markup.ts";
import { spellOut } from "../../domain/text/visible.ts";

const markup = Symbol("markup");

/** Markup that is sent as it is. Only the tag below makes it: nothing that came from outside can look like it. */
export interface Html {
  readonly [markup]: string;
}

export type Shown = string | number | Html | readonly Shown[] | null | undefined | false;

/** Text that means nothing but itself, between tags and in quoted attributes; what would turn it around is spelled out. */
export const escapeHtml = (text: string): string =>
  escapeMarkup(spellOut(text.replaceAll(/\p{Surrogate}/gu, "\ufffd")));

/** A template whose values are text unless they are markup themselves. Attributes must be quoted. */
export const html = (strings: TemplateStringsArray, ...values: readonly Shown[]): Html => ({
  [markup]: strings.reduce((text, part, at) => text + shown(values[at - 1]) + part),
});

function shown(value: Shown): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return isMarkup(value) ? value[markup] : value.map(shown).join("");
}

const isMarkup = (value: Html | readonly Shown[]): value is Html => markup in value;

export const textOf = (page: Html): string => page[markup];
