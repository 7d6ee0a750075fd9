import { CairnError, InputError } from "../../domain/errors.ts";
import { dataEventsAsked } from "../../domain/query/data-events.ts";
import type { Answer, Query, QueryPlan, Window } from "../../domain/query/query.ts";
import type { QueryEngine, QueryRequest, TakeBudget } from "../../flows/ports.ts";
import type { Wait } from "../call-aws.ts";
import type { AwsClients } from "../clients.ts";
import { createReading } from "../reading.ts";
import { allRegions, answeredRegions } from "./all-regions.ts";
import { type Attribute, type LookupPlan, planLookup } from "./lookup-attribute.ts";
import { type LookupPage, startFewest } from "./lookup-fewest.ts";
import { lookupCommand, lookupEstimate, lookupWhy } from "./lookup-plan.ts";
import { type LookupRegion, lookupRegions } from "./lookup-regions.ts";
import { type LookupParts, type LookupSearch, lookupPages, searchLookup } from "./lookup-search.ts";

export interface EventHistoryOptions {
  clients: Pick<AwsClients, "cloudtrail" | "forget">;
  /** LookupEvents allows 2 calls a second per account and Region, shared with people and other tools. */
  takeBudget: TakeBudget;
  now: () => Date;
  /** Pages of 50 events to read per Region and value before giving up. */
  pageCap?: number;
  wait?: Wait;
}

const daysKept = 90;

/** Asks CloudTrail's Event history (LookupEvents): 90 days of management events, one attribute, 100 events a second. */
export function createEventHistory({ pageCap = 200, now, ...options }: EventHistoryOptions): QueryEngine {
  const parts = { ...options, pageCap };
  return {
    name: "event-history",

    plan(request): QueryPlan {
      const { attributes, pushedDown, checkedHere } = planLookup(requireCloudTrail(request));
      requireManagementEvents(request.query);
      const regions = lookupRegions(request).map(({ region }) => region);
      const kept = keptWindow(request.window, now());
      if (!kept.window)
        throw new InputError(`${kept.truncated}. Ask log-group, insights, athena or archive.`);
      const { cut, ...estimate } = lookupEstimate(attributes, kept.window, regions.length, pageCap);
      const unread = cut ? [`probably all but the newest ${pageCap} pages of a Region`] : [];
      const unreached = [kept.truncated ?? [], unread].flat().join("; ");
      return {
        engine: "event-history",
        pushedDown,
        checkedHere,
        estimate,
        why: lookupWhy(attributes, estimate),
        ...(unreached !== "" && { unreached }),
        command: lookupCommand(attributes, request, regions),
      };
    },

    async ask(request, asking): Promise<Answer> {
      const plan = planLookup(requireCloudTrail(request));
      const reading = createReading(request, asking);
      const { window, truncated } = keptWindow(request.window, now());
      const regions = window ? lookupRegions(request) : [];
      const { found, legs } = await allRegions(
        regions,
        { engine: "event-history", request, asking },
        (region, calls) =>
          searchRegion(parts, plan, region, { request, window: window ?? request.window, reading, ...calls }),
      );
      asking.signal.throwIfAborted();
      return reading.answer({
        engine: "event-history",
        regions: window ? answeredRegions(legs) : request.regions,
        truncated: [truncated ?? [], found.flatMap(({ stops }) => stops)].flat(),
        notes: found.flatMap(({ note }) => note ?? []),
        legs,
        now: now(),
      });
    },
  };
}

interface Searched {
  stops: string[];
  note?: string;
}

/** All searches of one Region, one after another: they share its budget. */
async function searchRegion(
  parts: LookupParts,
  plan: LookupPlan,
  { region, added, note }: LookupRegion,
  search: Omit<LookupSearch, "region" | "attribute">,
): Promise<Searched> {
  const stops: string[] = [];
  try {
    const { attributes, pages } = await startSearch(parts, plan, { ...search, region });
    for (const [at, attribute] of attributes.entries()) {
      const stop = await searchLookup(parts, { ...search, region, attribute, first: pages[at] });
      if (stop !== undefined) stops.push(stop);
    }
    return { stops, note };
  } catch (error) {
    if (!added || !(error instanceof CairnError)) throw error;
    const message = `Global services (IAM, sign-in) record there, and nobody configured it. ${error.message}`;
    throw new CairnError(error.code, message, { cause: error.cause, retryable: error.retryable });
  }
}

/** What to search for in a Region, and the pages that were read to find out. */
async function startSearch(
  parts: LookupParts,
  { attributes, others }: LookupPlan,
  search: Omit<LookupSearch, "attribute">,
): Promise<{ attributes: (Attribute | undefined)[]; pages: LookupPage[] }> {
  if (others.length === 0) return { attributes: attributes.length > 0 ? attributes : [undefined], pages: [] };
  const { reading, window } = search;
  const [chosen, ...notChosen] = await startFewest([attributes, ...others], window, async (attribute) => {
    const page = await lookupPages(parts, { ...search, attribute })();
    const texts = (page.Events ?? []).map((event) => event.CloudTrailEvent);
    reading.glimpse({ scanned: texts.length, texts });
    return page;
  });
  reading.passOver(notChosen.reduce((sum, { pages }) => sum + pages.length, 0));
  return { attributes: [...(chosen?.attributes ?? attributes)], pages: chosen?.pages ?? [] };
}

/** The part of the window that Event history still holds; undefined when all of it is too old. */
function keptWindow(window: Window, now: Date): { window?: Window; truncated?: string } {
  const oldest = new Date(now.getTime() - daysKept * 86_400_000);
  if (window.from >= oldest) return { window };
  const truncated = `Event history reaches back ${daysKept} days: nothing before ${oldest.toISOString()} was searched`;
  return window.to < oldest ? { truncated } : { window: { from: oldest, to: window.to }, truncated };
}

function requireManagementEvents(query: Query): void {
  const asked = dataEventsAsked(query);
  if (asked === undefined) return;
  throw new InputError(
    `Event history holds management events only, and the question is about ${asked}. Ask log-group, insights, athena or archive, if the trail records data events.`,
  );
}

function requireCloudTrail({ query }: QueryRequest): Query {
  if (query.from === "cloudtrail") return query;
  throw new InputError(`Event history holds CloudTrail records only, and the query is from ${query.from}.`);
}
