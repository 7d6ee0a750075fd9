import { type FilteredLogEvent, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CairnError, NotFoundError } from "../../domain/errors.ts";
import { lagMinutes } from "../../domain/query/completeness.ts";
import type { Window } from "../../domain/query/query.ts";
import type { QueryRequest, TakeBudget } from "../../flows/ports.ts";
import { callAws, type Wait } from "../call-aws.ts";
import type { AwsClients } from "../clients.ts";
import { nameOf } from "../errors.ts";
import { createNewestRows } from "./newest-rows.ts";
import { groupArn, type TrailLogGroup } from "./trail-log-groups.ts";

export interface ReadGroupOptions {
  clients: Pick<AwsClients, "logs" | "forget">;
  /** FilterLogEvents allows 5 to 25 calls a second per account and Region. */
  takeBudget: TakeBudget;
  /** Pages to read per group before giving up; many are empty. */
  pageCap: number;
  wait?: Wait;
}

/** AWS reads newest first only from here on (docs). */
const newestFirstSince = Date.UTC(2024, 0, 1);

export interface GroupSearch {
  request: QueryRequest;
  pattern: string | undefined;
  group: TrailLogGroup;
  /** Takes a page and gives the times (ms) of what matches on it. */
  addEvents: (events: readonly FilteredLogEvent[]) => readonly number[];
  /** Remarks are added here. */
  notes: string[];
  signal: AbortSignal;
  onWait?(ms: number): void;
}

/** Reads one group, newest delivery first. Gives why it stopped early, or undefined when it read all. */
export async function readLogGroup(
  { clients, takeBudget, wait, pageCap }: ReadGroupOptions,
  { request, pattern, group: { account, region, group }, addEvents, notes, signal, onWait }: GroupSearch,
): Promise<string | undefined> {
  const { askedBy, query } = request;
  const call = {
    action: "logs:FilterLogEvents",
    account,
    region,
    resource: groupArn(account, region, group),
  };
  const refreshCredentials = () => clients.forget(account, askedBy);
  const patience = { takeBudget, signal, wait, refreshCredentials, onWait };
  const newestRows = createNewestRows(query);
  const { from, to } = deliveryWindow(request.window);
  const newestFirst = from.getTime() >= newestFirstSince;
  const input = {
    ...(group.startsWith("arn:") ? { logGroupIdentifier: group } : { logGroupName: group }),
    startTime: from.getTime(),
    endTime: to.getTime(),
    startFromHead: newestFirst ? false : undefined,
  };
  let filterPattern = pattern;
  let nextToken: string | undefined;
  for (let page = 1; ; page += 1) {
    const answer = await callAws(call, patience, () =>
      clients
        .logs(account, region, askedBy)
        .send(new FilterLogEventsCommand({ ...input, filterPattern, nextToken }), { abortSignal: signal }),
    ).catch((error: unknown) => {
      signal.throwIfAborted();
      if (page === 1 && filterPattern && refusesPattern(error)) return undefined;
      throw groupError(error, { account, region, group });
    });
    if (!answer) {
      filterPattern = undefined;
      notes.push(
        `AWS refused the filter pattern in ${region}: all conditions were checked here, which takes longer.`,
      );
      page = 0;
      continue;
    }
    const { events = [], nextToken: next } = answer;
    newestRows.add(addEvents(events));
    // Only a missing token ends a search; an empty page does not.
    if (!next) return undefined;
    const reached = events.at(-1)?.timestamp;
    if (newestFirst && reached !== undefined && newestRows.enough(reached)) {
      return `${region} was read until the limit of ${query.limit} rows was reached, back to ${new Date(reached).toISOString()}`;
    }
    if (page >= pageCap) {
      return `${group} in ${region} was read for ${page} pages; narrow the query or its window to read the rest`;
    }
    nextToken = next;
  }
}

/** A log event's own time is that of its delivery, which follows the call. */
export function deliveryWindow({ from, to }: Window): Window {
  return { from, to: new Date(to.getTime() + lagMinutes["log-group"] * 60_000) };
}

function refusesPattern(error: unknown): boolean {
  return (
    error instanceof CairnError &&
    nameOf(error.cause) === "InvalidParameterException" &&
    /pattern|term/i.test(error.message)
  );
}

function groupError(error: unknown, { account, region, group }: TrailLogGroup): unknown {
  if (!(error instanceof CairnError) || nameOf(error.cause) !== "ResourceNotFoundException") return error;
  return new NotFoundError(
    `There is no log group ${group} in account ${account}, ${region}. Check its name and Region in cairn.yml; newer accounts write their trail to aws/cloudtrail/managementevents.`,
  );
}
