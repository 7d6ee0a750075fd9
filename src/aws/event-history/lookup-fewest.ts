import type { LookupEventsCommandOutput } from "@aws-sdk/client-cloudtrail";
import type { Window } from "../../domain/query/query.ts";
import type { Attribute } from "./lookup-attribute.ts";

export type LookupPage = Pick<LookupEventsCommandOutput, "Events" | "NextToken">;

/** The first page of each of a choice's searches; what they have still to read is known from how far back they reach. */
export interface Started {
  attributes: readonly Attribute[];
  pages: LookupPage[];
}

/**
 * Of several attributes, each of which loses no row, the one with the fewest events in a Region. Nobody knows before
 * the first page; so the others are looked at only where that costs little beside what is left to read. Gives what it
 * started, the chosen one first.
 */
export async function startFewest(
  choices: readonly (readonly Attribute[])[],
  window: Window,
  firstPage: (attribute: Attribute) => Promise<LookupPage>,
): Promise<Started[]> {
  const started: Started[] = [];
  let left = Number.POSITIVE_INFINITY;
  for (const attributes of choices) {
    if (left < worthALook(attributes) * attributes.length) continue;
    const pages: LookupPage[] = [];
    for (const attribute of attributes) pages.push(await firstPage(attribute));
    const own = pages.reduce((sum, page) => sum + pagesLeft(page, window), 0);
    if (own < left) {
      started.unshift({ attributes, pages });
      left = own;
    } else started.push({ attributes, pages });
  }
  return started;
}

/** With fewer pages left than these, a look elsewhere is not worth its page. */
function worthALook([first]: readonly Attribute[]): number {
  const seldomFewer = first?.AttributeKey === "EventSource" || first?.AttributeKey === "ReadOnly";
  return seldomFewer ? 30 : 2;
}

/** About how many pages follow, if events lie as close before as on this one. */
function pagesLeft({ Events = [], NextToken }: LookupPage, { from, to }: Window): number {
  if (NextToken === undefined) return 0;
  const oldest = Events.at(-1)?.EventTime?.getTime();
  // An empty page with more to come says nothing.
  if (oldest === undefined) return 1;
  const covered = Math.max(1_000, to.getTime() - oldest);
  return Math.max(1, (oldest - from.getTime()) / covered);
}
