import { type CoverLanguage, pushDown } from "./condition-cover.ts";
import { coverInJq } from "./jq-field.ts";
import { jqText } from "./jq-text.ts";
import { jqDefinitions } from "./jq-values.ts";
import type { Query, Window } from "./query.ts";

export interface CompiledJq {
  /** A filter for one record: lets through every record of the question, and hardly others. */
  filter: string;
  /** Conditions that it says in part or not at all. */
  left: string[];
}

const language: CoverLanguage = { and: "and", or: "or", field: coverInJq };
/** Room for it on one command line. */
const mostCharacters = 20_000;

/** What of a question can be checked by hand, in the language of jq. */
export function compileJq(query: Query, { from, to }: Window): CompiledJq {
  const fits = (texts: string[]) => texts.join(" and ").length <= mostCharacters;
  const { texts, checkedHere } = pushDown(query.where, language, fits);
  const second = (ms: number) => jqText(new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z"));
  const conditions = [
    // A moment after the last whole second of the window is none that CloudTrail writes.
    `.eventTime >= ${second(Math.ceil(from.getTime() / 1_000) * 1_000)}`,
    `.eventTime <= ${second(Math.floor(to.getTime() / 1_000) * 1_000)}`,
    ...texts,
    ...(query.services === "hide" ? ["(service | not)"] : []),
  ];
  const select = `select(${conditions.join(" and ")})`;
  return { filter: [...jqDefinitions(select), select].join(" "), left: checkedHere };
}
