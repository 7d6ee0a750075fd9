import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { InputError } from "../domain/errors.ts";
import type { Answer, QueryPlan, Window } from "../domain/query/query.ts";
import type { QueryEngine, QueryRequest, TakeBudget } from "../flows/ports.ts";
import { allRegions } from "./all-regions.ts";
import { callAws, type Wait } from "./call-aws.ts";
import type { AwsClients } from "./clients.ts";
import { type LookupPlan, planLookup } from "./lookup-attribute.ts";
import { lookupCommand, lookupEstimate } from "./lookup-plan.ts";
import { lookupRegions } from "./lookup-regions.ts";
import { createNewestRows } from "./newest-rows.ts";
import { createReading, type Reading } from "./reading.ts";

export interface EventHistoryOptions {
  clients: Pick<AwsClients, "cloudtrail" | "forget">;
  /** LookupEvents allows 2 calls a second per account and Region, shared with people and other tools. */
  takeBudget: TakeBudget;
  now: () => Date;
  /** Pages to read per Region before giving up, 50 events each. */
  pageCap?: number;
  wait?: Wait;
}

const daysKept = 90;
const eventsPerPage = 50;

/** Asks CloudTrail's Event history (LookupEvents): 90 days of management events, one attribute, 100 events a second. */
export function createEventHistory({ pageCap = 200, ...options }: EventHistoryOptions): QueryEngine {
  return {
    name: "event-history",

    plan(request): QueryPlan {
      const plan = planLookup(requireCloudTrail(request));
      const regions = lookupRegions(request).map(({ region }) => region);
      return {
        engine: "event-history",
        pushedDown: plan.pushedDown,
        checkedHere: plan.checkedHere,
        estimate: lookupEstimate(plan.attribute, request.window, regions.length, pageCap),
        command: lookupCommand(plan.attribute, request.window, regions),
      };
    },

    async ask(request, { signal, progress }): Promise<Answer> {
      const plan = planLookup(requireCloudTrail(request));
      const regions = lookupRegions(request);
      const reading = createReading(request, progress);
      const { window, truncated } = keptWindow(request.window, options.now());
      const stops = window
        ? await allRegions(regions, signal, ({ region, added }, either) =>
            readRegion(
              { ...options, pageCap },
              { request, plan, window, region, reading, signal: either },
            ).catch(
              // The account may forbid the Region that nobody asked for: then the answer says what is missing.
              (error) => {
                if (added && isDenied(error)) return `${region} was not searched: AWS denied it`;
                throw error;
              },
            ),
          )
        : [];
      return reading.answer({
        engine: "event-history",
        regions: regions.map(({ region }) => region),
        truncated: [truncated, ...stops].filter((each) => each !== undefined),
        notes: regions.flatMap(({ note }) => note ?? []),
        now: options.now(),
      });
    },
  };
}

interface RegionSearch {
  request: QueryRequest;
  plan: LookupPlan;
  window: Window;
  region: string;
  reading: Reading;
  signal: AbortSignal;
}

/** Reads one Region, newest first. Gives why it stopped early, or undefined when it read all. */
async function readRegion(
  { clients, takeBudget, wait, pageCap }: EventHistoryOptions & { pageCap: number },
  { request, plan, window, region, reading, signal }: RegionSearch,
): Promise<string | undefined> {
  const { account, askedBy, query } = request;
  const call = { action: "cloudtrail:LookupEvents", account, region, resource: "*" };
  const patience = { takeBudget, signal, wait, refreshCredentials: () => clients.forget(account, askedBy) };
  const newestRows = createNewestRows(query);
  const input = {
    LookupAttributes: plan.attribute && [plan.attribute],
    // Both, or pages drift while new events arrive. Whole seconds: that is all AWS compares.
    StartTime: new Date(Math.floor(window.from.getTime() / 1000) * 1000),
    EndTime: new Date(Math.ceil(window.to.getTime() / 1000) * 1000),
    MaxResults: eventsPerPage,
  };
  let NextToken: string | undefined;
  for (let page = 1; ; page += 1) {
    const { Events = [], NextToken: next } = await callAws(call, patience, () =>
      clients
        .cloudtrail(account, region, askedBy)
        .send(new LookupEventsCommand({ ...input, NextToken }), { abortSignal: signal }),
    );
    newestRows.add(reading.addPage(Events.map((event) => event.CloudTrailEvent)));
    if (!next) return undefined;
    const reached = Events.at(-1)?.EventTime;
    if (reached && newestRows.enough(reached.getTime())) {
      return `${region} was read until the limit of ${query.limit} rows was reached, back to ${reached.toISOString()}`;
    }
    if (page >= pageCap) {
      const back = reached ? `, back to ${reached.toISOString()}` : "";
      return `${region} was read for ${page} pages${back}; narrow the query or its window to read the rest`;
    }
    NextToken = next;
  }
}

/** The part of the window that Event history still holds; undefined when all of it is too old. */
function keptWindow(window: Window, now: Date): { window?: Window; truncated?: string } {
  const oldest = new Date(now.getTime() - daysKept * 86_400_000);
  if (window.from >= oldest) return { window };
  const truncated = `Event history reaches back ${daysKept} days: nothing before ${oldest.toISOString()} was searched`;
  return window.to < oldest ? { truncated } : { window: { from: oldest, to: window.to }, truncated };
}

function requireCloudTrail({ query }: QueryRequest): QueryRequest["query"] {
  if (query.from === "cloudtrail") return query;
  throw new InputError(`Event history holds CloudTrail records only, and the query is from ${query.from}.`);
}

function isDenied(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "aws_access_denied";
}
