import { InputError } from "../../domain/errors.ts";
import type { Answer, Query, QueryPlan } from "../../domain/query/query.ts";
import type { QueryEngine, QueryRequest } from "../../flows/ports.ts";
import { allRegions, answeredRegions } from "../event-history/all-regions.ts";
import { createReading } from "../reading.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import { filterCommand, filterEstimate, filterWhy } from "./filter-plan.ts";
import { type ReadGroupOptions, readLogGroup } from "./read-log-group.ts";
import { groupsFor, type TrailLogGroup } from "./trail-log-groups.ts";

export interface LogGroupOptions extends Omit<ReadGroupOptions, "pageCap"> {
  pageCap?: number;
  now: () => Date;
  groups: TrailLogGroup[];
}

/** Asks the log group that a trail writes to (FilterLogEvents), with as much of the query as a filter pattern can say. */
export function createLogGroup({ pageCap = 1_000, ...options }: LogGroupOptions): QueryEngine {
  return {
    name: "log-group",

    plan(request): QueryPlan {
      const { pattern, pushedDown, checkedHere } = compileFilterPattern(requireCloudTrail(request));
      const { groups } = groupsFor(request, options.groups);
      const { cut, ...estimate } = filterEstimate(pattern, request.window, groups.length, pageCap);
      return {
        engine: "log-group",
        pushedDown,
        checkedHere,
        estimate,
        ...(pattern !== undefined && { text: pattern }),
        why: filterWhy(pattern, estimate),
        ...(cut && { unreached: `probably all but the newest ${pageCap} pages of a group` }),
        command: filterCommand(pattern, request, groups),
      };
    },

    async ask(request, asking): Promise<Answer> {
      const { pattern } = compileFilterPattern(requireCloudTrail(request));
      const { groups, notes } = groupsFor(request, options.groups);
      const reading = createReading(request, asking);
      const { found, legs } = await allRegions(
        groups,
        { engine: "log-group", request, asking },
        (group, calls) =>
          readLogGroup(
            { ...options, pageCap },
            {
              request,
              pattern,
              group,
              addEvents: (events) => reading.addPage(events.map(({ message }) => message)),
              notes,
              ...calls,
            },
          ),
      );
      asking.signal.throwIfAborted();
      return reading.answer({
        engine: "log-group",
        regions: answeredRegions(legs),
        truncated: found.filter((each) => each !== undefined),
        notes,
        legs,
        now: options.now(),
      });
    },
  };
}

function requireCloudTrail({ query }: QueryRequest): Query {
  if (query.from === "cloudtrail") return query;
  throw new InputError(
    `A trail's log group holds CloudTrail records only, and the query is from ${query.from}.`,
  );
}
