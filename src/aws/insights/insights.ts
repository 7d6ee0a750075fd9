import { CairnError, InputError, NotFoundError } from "../../domain/errors.ts";
import { lagMinutes } from "../../domain/query/completeness.ts";
import type { Answer, Query, QueryPlan } from "../../domain/query/query.ts";
import type { QueryEngine, QueryRequest, TakeBudget } from "../../flows/ports.ts";
import { bytesInWords } from "../bytes-in-words.ts";
import type { Wait } from "../call-aws.ts";
import type { AwsClients } from "../clients.ts";
import { nameOf } from "../errors.ts";
import { allRegions, answeredRegions, type RegionCalls } from "../event-history/all-regions.ts";
import { groupArn, groupsFor, type TrailLogGroup } from "../log-group/trail-log-groups.ts";
import { createReading } from "../reading.ts";
import { insightsCommand, insightsEstimate, insightsWhy } from "./insights-plan.ts";
import { compileInsights } from "./insights-query.ts";
import { type InsightsFound, searchInsights } from "./insights-search.ts";

export interface InsightsOptions {
  clients: Pick<AwsClients, "logs" | "forget">;
  /** StartQuery and GetQueryResults allow 10 calls a second each per account and Region. */
  takeBudget: TakeBudget;
  now: () => Date;
  groups: TrailLogGroup[];
  /** Events to take from one group before giving up. */
  rowCap?: number;
  wait?: Wait;
}

/** Asks the log group that a trail writes to with CloudWatch Logs Insights, which AWS charges by the bytes it scans. */
export function createInsights({ rowCap = 500_000, ...options }: InsightsOptions): QueryEngine {
  return {
    name: "insights",

    plan(request): QueryPlan {
      const { text, narrowed, pushedDown, checkedHere } = compileInsights(requireCloudTrail(request));
      const { groups } = groupsFor(request, options.groups);
      const estimate = insightsEstimate(request.window, narrowed, groups.length, rowCap);
      return {
        engine: "insights",
        pushedDown,
        checkedHere,
        estimate,
        text,
        why: insightsWhy(estimate, narrowed),
        command: insightsCommand(text, request, deliverySeconds(request), groups),
      };
    },

    async ask(request, asking): Promise<Answer> {
      const { text } = compileInsights(requireCloudTrail(request));
      const { groups, notes } = groupsFor(request, options.groups);
      const reading = createReading(request, asking);
      const { found, legs } = await allRegions(
        groups,
        { engine: "insights", request, asking },
        (group, calls) => askGroup({ ...options, rowCap }, { request, text, group, reading, ...calls }),
      );
      asking.signal.throwIfAborted();
      return reading.answer({
        engine: "insights",
        regions: answeredRegions(legs),
        truncated: found.flatMap(({ stop }) => stop ?? []),
        notes: [...notes, ...costNote(found)],
        legs,
        now: options.now(),
      });
    },
  };
}

async function askGroup(
  { clients, takeBudget, wait, rowCap }: InsightsOptions & { rowCap: number },
  {
    request,
    text,
    group: { account, region, group },
    reading,
    signal,
    onWait,
  }: {
    request: QueryRequest;
    text: string;
    group: TrailLogGroup;
    reading: ReturnType<typeof createReading>;
  } & RegionCalls,
): Promise<InsightsFound> {
  const { askedBy, query } = request;
  const call = {
    account,
    region,
    resource: groupArn(account, region, group),
    client: () => clients.logs(account, region, askedBy),
  };
  const refreshCredentials = () => clients.forget(account, askedBy);
  const patience = { takeBudget, signal, wait, refreshCredentials, onWait };
  const search = { text, group, query, ...deliverySeconds(request), reading, rowCap };
  try {
    return await searchInsights(call, patience, search);
  } catch (error) {
    signal.throwIfAborted();
    throw groupError(error, { account, region, group });
  }
}

/** A log event's own time is that of its delivery, which follows the call. Insights counts in seconds. */
function deliverySeconds({ window: { from, to } }: QueryRequest): { from: number; to: number } {
  return {
    from: Math.floor(from.getTime() / 1_000),
    to: Math.ceil(to.getTime() / 1_000) + lagMinutes.insights * 60,
  };
}

function costNote(found: readonly InsightsFound[]): string[] {
  const bytes = found.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0);
  return bytes > 0 ? [`Logs Insights scanned ${bytesInWords(bytes)}, which AWS charges.`] : [];
}

function groupError(error: unknown, { account, region, group }: TrailLogGroup): unknown {
  if (!(error instanceof CairnError)) return error;
  const cause = nameOf(error.cause);
  if (cause === "ResourceNotFoundException") {
    return new NotFoundError(
      `There is no log group ${group} in account ${account}, ${region}. Check its name and Region in cairn.yml; newer accounts write to aws/cloudtrail/managementevents.`,
    );
  }
  if (cause === "MalformedQueryException") {
    return new CairnError(
      "insights_query",
      `Logs Insights does not take the query that Cairn wrote, which is a fault of Cairn: please report it. Until then choose log-group for this question. AWS says: ${error.message}`,
      { cause: error },
    );
  }
  // AWS refuses times before the group was made, or beyond its retention.
  if (cause === "InvalidParameterException" && /retention|creation/i.test(error.message)) {
    return new InputError(
      `The log group ${group} in ${region} does not reach back that far. Ask about a later window, or another engine.`,
      { cause: error },
    );
  }
  return error;
}

function requireCloudTrail({ query }: QueryRequest): Query {
  if (query.from === "cloudtrail") return query;
  throw new InputError(
    `Insights asks a trail's log group, which holds CloudTrail records only, and the query is from ${query.from}.`,
  );
}
