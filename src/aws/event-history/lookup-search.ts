import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Window } from "../../domain/query/query.ts";
import type { QueryRequest, TakeBudget } from "../../flows/ports.ts";
import { callAws, type Wait } from "../call-aws.ts";
import type { AwsClients } from "../clients.ts";
import { createNewestRows } from "../log-group/newest-rows.ts";
import type { Reading } from "../reading.ts";
import type { Attribute } from "./lookup-attribute.ts";
import type { LookupPage } from "./lookup-fewest.ts";

export interface LookupParts {
  clients: Pick<AwsClients, "cloudtrail" | "forget">;
  takeBudget: TakeBudget;
  pageCap: number;
  wait?: Wait;
}

export interface LookupSearch {
  request: QueryRequest;
  region: string;
  attribute?: Attribute;
  window: Window;
  reading: Reading;
  signal: AbortSignal;
  onWait?(ms: number): void;
  /** Its first page, when that was fetched already. */
  first?: LookupPage;
}

const eventsPerPage = 50;

/** Fetches pages of one search in one Region, newest first; without a token the first one. */
export function lookupPages(
  { clients, takeBudget, wait }: LookupParts,
  { request, region, attribute, window, signal, onWait }: Omit<LookupSearch, "reading" | "first">,
): (nextToken?: string) => Promise<LookupPage> {
  const { account, askedBy } = request;
  const call = { action: "cloudtrail:LookupEvents", account, region, resource: "*" };
  const refreshCredentials = () => clients.forget(account, askedBy);
  const patience = { takeBudget, signal, wait, refreshCredentials, onWait };
  const input = {
    LookupAttributes: attribute && [attribute],
    // Both, or pages drift while new events arrive. Whole seconds: that is all AWS compares.
    StartTime: new Date(Math.floor(window.from.getTime() / 1000) * 1000),
    EndTime: new Date(Math.ceil(window.to.getTime() / 1000) * 1000),
    MaxResults: eventsPerPage,
  };
  return (NextToken) =>
    callAws(call, patience, () =>
      clients
        .cloudtrail(account, region, askedBy)
        .send(new LookupEventsCommand({ ...input, NextToken }), { abortSignal: signal }),
    );
}

/** Reads one search in one Region, newest first. Gives why it stopped early, or undefined when it read all. */
export async function searchLookup(parts: LookupParts, search: LookupSearch): Promise<string | undefined> {
  const { request, region, attribute, reading, first } = search;
  const { query } = request;
  const newestRows = createNewestRows(query);
  const fetchPage = lookupPages(parts, search);
  const where = attribute ? `${region} (${attribute.AttributeKey} = ${attribute.AttributeValue})` : region;
  let NextToken: string | undefined;
  for (let page = 1; ; page += 1) {
    const { Events = [], NextToken: next } = page === 1 && first ? first : await fetchPage(NextToken);
    newestRows.add(reading.addPage(Events.map((event) => event.CloudTrailEvent)));
    if (!next) return undefined;
    const reached = Events.at(-1)?.EventTime;
    if (reached && newestRows.enough(reached.getTime())) {
      return `${where} was read until the limit of ${query.limit} rows was reached, back to ${reached.toISOString()}`;
    }
    if (page >= parts.pageCap) {
      const back = reached ? `, back to ${reached.toISOString()}` : "";
      return `${where} was read for ${page} pages${back}; narrow the query or its window to read the rest`;
    }
    NextToken = next;
  }
}
