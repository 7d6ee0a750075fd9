import { joined } from "../../domain/query/condition-cover.ts";
import type { Literal } from "../../domain/query/query.ts";
import { insightsRegex, insightsText, isInsightsText } from "./insights-text.ts";

// A line end may stand behind what "$" takes for the end.
const mayHoldLines = new Set(["userAgent", "errorMessage"]);
const numberLike = /^[0-9.eE+-]*$/;

/**
 * Leaves out only what certainly equals one of the values: what cannot be said of a value lets more through.
 * Undefined when nothing can be said. An absent field counts as different in Insights.
 */
export function differsInInsights(field: string, values: readonly Literal[]): string | undefined {
  const said = values.map((literal) => differs(field, literal)).filter((each) => each !== undefined);
  return said.length > 0 ? joined(said, "and") : undefined;
}

function differs(field: string, literal: Literal): string | undefined {
  if (literal.type === "number") {
    const text = String(literal.number);
    return /^\d{1,15}$/.test(text) ? notLike(field, { text, openStart: false, openEnd: false }) : undefined;
  }
  if (literal.type !== "text" || !isInsightsText(literal.text)) return undefined;
  const { text, openStart, openEnd } = literal;
  if (openStart && openEnd) return `${field} not like ${insightsText(text)}`;
  // "1.0" and "1.00" might be one number.
  if (!openStart && !openEnd && !numberLike.test(text)) return `${field} != ${insightsText(text)}`;
  return notLike(field, literal);
}

function notLike(
  field: string,
  { text, openStart, openEnd }: { text: string; openStart: boolean; openEnd: boolean },
): string | undefined {
  const regex = insightsRegex(text);
  if (regex === undefined || (!openEnd && mayHoldLines.has(field))) return undefined;
  return `${field} not like /${openStart ? "" : "^"}${regex}${openEnd ? "" : "$"}/`;
}
