import { type AskedByHand, handLines, jqLine } from "../../domain/query/hand-lines.ts";
import { jqText } from "../../domain/query/jq-text.ts";
import type { QueryPlan, Window } from "../../domain/query/query.ts";
import { shellQuote } from "../../domain/text/shell-quote.ts";
import type { Attribute } from "./lookup-attribute.ts";

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

/** Regions are read side by side, each at one page a second. `cut`: more pages than are read for one value. */
export function lookupEstimate(
  attributes: readonly Attribute[],
  { from, to }: Window,
  regions: number,
  pageCap: number,
): QueryPlan["estimate"] & { cut: boolean } {
  const days = Math.max(0, (to.getTime() - from.getTime()) / 86_400_000);
  const key = attributes[0]?.AttributeKey;
  const perDay = key ? (pagesPerDay[key] ?? pagesOfAll) : pagesOfAll;
  const expected = key === "EventId" ? 1 : Math.max(1, Math.ceil(days * perDay));
  const pages = Math.min(pageCap, expected) * Math.max(1, attributes.length);
  return { calls: pages * regions, seconds: pages, cut: expected > pageCap };
}

export function lookupWhy(attributes: readonly Attribute[], { calls = 0 }: QueryPlan["estimate"]): string {
  const [first, ...others] = attributes;
  const asked = `about ${calls} page${calls === 1 ? "" : "s"} of 50 events at one a second and Region`;
  if (!first) return `Event history can narrow nothing of this, so everything is read: ${asked}.`;
  const each = others.length > 0 ? `, one search for each of ${attributes.length} values` : "";
  return `Event history finds ${first.AttributeKey} itself${each}: ${asked}.`;
}

/** One command for each Region and value. The CLI pages by itself. */
export function lookupCommand(
  attributes: readonly Attribute[],
  { query, window }: AskedByHand,
  regions: readonly string[],
): string {
  const asked = attributes.length > 0 ? attributes : [undefined];
  // As the engine sends them: AWS compares whole seconds.
  const second = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");
  const from = second(Math.floor(window.from.getTime() / 1_000) * 1_000);
  const to = second(Math.ceil(window.to.getTime() / 1_000) * 1_000);
  const lines = regions.flatMap((region) =>
    asked.map((attribute) => {
      const words = [
        "aws",
        "cloudtrail",
        "lookup-events",
        "--region",
        region,
        ...(attribute ? ["--lookup-attributes", attributeWord(attribute)] : []),
        "--start-time",
        from,
        "--end-time",
        to,
        "--output",
        "json",
      ];
      return `${shellQuote(words)} | ${jqLine(".Events[].CloudTrailEvent | fromjson")}`;
    }),
  );
  return handLines({ query, window }, lines);
}

/** The CLI's short form splits at commas and the like, so that only plain values take it. */
function attributeWord({ AttributeKey, AttributeValue }: Attribute): string {
  return /^[A-Za-z0-9_@.:/-]+$/.test(AttributeValue)
    ? `AttributeKey=${AttributeKey},AttributeValue=${AttributeValue}`
    : `[{"AttributeKey":"${AttributeKey}","AttributeValue":${jqText(AttributeValue)}}]`;
}
