import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Window } from "../domain/query/query.ts";
import type { QueryRequest, TakeBudget } from "../flows/ports.ts";
import { callAws, type Wait } from "./call-aws.ts";
import type { AwsClients } from "./clients.ts";
import type { Attribute } from "./lookup-attribute.ts";
import { createNewestRows } from "./newest-rows.ts";
import type { Reading } from "./reading.ts";

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
}

const eventsPerPage = 50;

/** Reads one search in one Region, newest first. Gives why it stopped early, or undefined when it read all. */
export async function searchLookup(
  { clients, takeBudget, wait, pageCap }: LookupParts,
  { request, region, attribute, window, reading, signal, onWait }: LookupSearch,
): Promise<string | undefined> {
  const { account, askedBy, query } = request;
  const call = { action: "cloudtrail:LookupEvents", account, region, resource: "*" };
  const refreshCredentials = () => clients.forget(account, askedBy);
  const patience = { takeBudget, signal, wait, refreshCredentials, onWait };
  const newestRows = createNewestRows(query);
  const input = {
    LookupAttributes: attribute && [attribute],
    // Both, or pages drift while new events arrive. Whole seconds: that is all AWS compares.
    StartTime: new Date(Math.floor(window.from.getTime() / 1000) * 1000),
    EndTime: new Date(Math.ceil(window.to.getTime() / 1000) * 1000),
    MaxResults: eventsPerPage,
  };
  const where = attribute ? `${region} (${attribute.AttributeKey} = ${attribute.AttributeValue})` : region;
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
      return `${where} was read until the limit of ${query.limit} rows was reached, back to ${reached.toISOString()}`;
    }
    if (page >= pageCap) {
      const back = reached ? `, back to ${reached.toISOString()}` : "";
      return `${where} was read for ${page} pages${back}; narrow the query or its window to read the rest`;
    }
    NextToken = next;
  }
}
