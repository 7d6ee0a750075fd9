import type { LookupAttribute } from "@aws-sdk/client-cloudtrail";
import type { QueryPlan, Window } from "../domain/query/query.ts";
import { shellQuote } from "./shell-quote.ts";

/** Pages a day and Region of an account with half a million events a day; a guess to warn with, not a promise. */
const pagesPerDay: Record<string, number> = {
  EventId: 1,
  AccessKeyId: 80,
  Username: 80,
  EventName: 15,
  EventSource: 500,
  ReadOnly: 900,
};
const pagesOfAll = 10_000;

/** Regions are read side by side, each at one page a second. */
export function lookupEstimate(
  attribute: LookupAttribute | undefined,
  { from, to }: Window,
  regions: number,
  pageCap: number,
): QueryPlan["estimate"] {
  const days = Math.max(0, (to.getTime() - from.getTime()) / 86_400_000);
  const perDay = attribute?.AttributeKey ? (pagesPerDay[attribute.AttributeKey] ?? pagesOfAll) : pagesOfAll;
  const once = attribute?.AttributeKey === "EventId";
  const pages = Math.min(pageCap, once ? 1 : Math.max(1, Math.ceil(days * perDay)));
  return { calls: pages * regions, seconds: pages };
}

/** One command a Region. The CLI pages by itself. */
export function lookupCommand(
  attribute: LookupAttribute | undefined,
  { from, to }: Window,
  regions: readonly string[],
): string {
  const lines = regions.map((region) =>
    shellQuote([
      "aws",
      "cloudtrail",
      "lookup-events",
      "--region",
      region,
      ...(attribute ? ["--lookup-attributes", attributeWord(attribute)] : []),
      "--start-time",
      from.toISOString(),
      "--end-time",
      to.toISOString(),
      "--output",
      "json",
    ]),
  );
  return lines.join("\n");
}

/** The CLI's short form splits at commas and the like, so that only plain values take it. */
function attributeWord({ AttributeKey, AttributeValue = "" }: LookupAttribute): string {
  return /^[A-Za-z0-9_@.:/-]+$/.test(AttributeValue)
    ? `AttributeKey=${AttributeKey},AttributeValue=${AttributeValue}`
    : JSON.stringify([{ AttributeKey, AttributeValue }]);
}
