import { accessNotes } from "../../domain/access-log/access-notes.ts";
import type { AccessFormat } from "../../domain/access-log/read-line.ts";
import { readAccessLine } from "../../domain/access-log/read-line.ts";
import { InputError } from "../../domain/errors.ts";
import { answerRows } from "../../domain/query/answer-rows.ts";
import { completenessOf } from "../../domain/query/completeness.ts";
import { createEvaluation } from "../../domain/query/evaluate.ts";
import { parseNetwork } from "../../domain/query/network.ts";
import type { Answer, Query, QueryPlan } from "../../domain/query/query.ts";
import type { QueryEngine, QueryRequest } from "../../flows/ports.ts";
import { allRegions, answeredRegions, type RegionCalls } from "../event-history/all-regions.ts";
import { compileAccessPattern } from "./access-pattern.ts";
import { filterCommands, filterEstimate } from "./filter-plan.ts";
import { deliveryWindow, type ReadGroupOptions, readLogGroup } from "./read-log-group.ts";
import type { TrailLogGroup } from "./trail-log-groups.ts";

/** Where a proxy of an account writes its access log. */
export interface AccessLogGroup extends TrailLogGroup {
  format: AccessFormat;
  /** Networks of our own proxies: whom they heard from is believed. */
  trustedProxies: readonly string[];
}

export interface AccessLogGroupOptions extends Omit<ReadGroupOptions, "pageCap"> {
  pageCap?: number;
  now: () => Date;
  groups: readonly AccessLogGroup[];
  /** Logs that other engines hold, named with every answer. */
  notAsked?: readonly string[];
}

/** Asks the log groups that API Gateway, Kong or Envoy write their access logs to (FilterLogEvents). */
export function createAccessLogGroup({
  pageCap = 1_000,
  notAsked = [],
  ...options
}: AccessLogGroupOptions): QueryEngine {
  return {
    name: "log-group",

    plan(request): QueryPlan {
      const query = requireAccessLog(request);
      const { groups } = groupsFor(request, options.groups);
      const window = deliveryWindow(request.window);
      const compiled = groups.map((group) => ({ group, ...compileAccessPattern(query, group) }));
      const calls = compiled.map(({ pattern }) => filterEstimate(pattern, request.window, 1, pageCap));
      return {
        engine: "log-group",
        pushedDown: unique(compiled.flatMap(({ pattern }) => pattern ?? [])),
        checkedHere: unique(compiled.flatMap(({ checkedHere }) => checkedHere)),
        estimate: {
          calls: calls.reduce((sum, each) => sum + (each.calls ?? 0), 0),
          seconds: Math.max(...calls.map((each) => each.seconds ?? 0)),
        },
        command: compiled
          .flatMap(({ pattern, group }) => filterCommands(pattern, window, [group]))
          .join("\n"),
      };
    },

    async ask(request, asking): Promise<Answer> {
      const query = requireAccessLog(request);
      const { groups, notes } = groupsFor(request, options.groups);
      const { progress, evaluate = createEvaluation } = asking;
      const evaluation = evaluate(query, request.window);
      let [pagesRead, unread] = [0, 0];

      const readGroup = (group: AccessLogGroup, calls: RegionCalls) => {
        const trusted = group.trustedProxies.map(parseNetwork);
        const addEvents = (events: readonly { message?: string; timestamp?: number }[]): number[] => {
          const matches: number[] = [];
          for (const { message = "", timestamp } of events) {
            const writtenAt = timestamp === undefined ? undefined : new Date(timestamp);
            const reading = readAccessLine(message, group.format, { trusted, writtenAt });
            unread += reading.unread;
            for (const record of reading.records)
              if (evaluation.add(record) === "matched") matches.push(Date.parse(record.time));
          }
          pagesRead += 1;
          progress({ pagesRead, ...evaluation.progress() }, () => evaluation.result());
          return matches;
        };
        const { pattern } = compileAccessPattern(query, group);
        return readLogGroup({ ...options, pageCap }, { request, pattern, group, addEvents, notes, ...calls });
      };
      const asked = { engine: "log-group", request, asking } as const;
      const { found: read, legs } = await allRegions(groups, asked, readGroup);
      asking.signal.throwIfAborted();
      const stops = read.filter((each) => each !== undefined);

      const found = evaluation.result();
      return {
        ...answerRows(found),
        completeness: completenessOf({
          engine: "log-group",
          accounts: [request.account],
          regions: answeredRegions(legs),
          logs: groups.map(({ region, group, format }) => `${group} in ${region} (${format})`),
          window: request.window,
          pagesRead,
          evaluation: found,
          truncated: stops.length > 0 ? stops.join("; ") : undefined,
          notes: [...notes, ...accessNotes({ unread, notAsked })],
          legs,
          now: options.now(),
        }),
      };
    },
  };
}

/** The account's logs in the Regions asked for, or all of them when none lies there: a gateway may stand in one. */
function groupsFor(
  { account, regions }: QueryRequest,
  configured: readonly AccessLogGroup[],
): { groups: AccessLogGroup[]; notes: string[] } {
  const ofAccount = configured.filter((group) => group.account === account);
  if (ofAccount.length === 0)
    throw new InputError(
      `No access log is set for account ${account}. Name its gateways' log groups under \`accessLogs\` in cairn.yml.`,
    );
  const asked = ofAccount.filter(({ region }) => regions.length === 0 || regions.includes(region));
  if (asked.length > 0) return { groups: asked, notes: [] };
  return {
    groups: ofAccount,
    notes: [`No access log in ${regions.join(", ")}: all of the account's were asked.`],
  };
}

function requireAccessLog({ query }: QueryRequest): Query {
  if (query.from === "access-log") return query;
  throw new InputError(`These log groups hold access logs only, and the query is from ${query.from}.`);
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
