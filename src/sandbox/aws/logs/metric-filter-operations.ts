import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import type { LogGroup } from "./log-groups.ts";
import type { MetricFilter, MetricFilters } from "./metric-filters.ts";

const Transformation = z.object({
  metricName: z.string().regex(/^[^:*$]{1,255}$/),
  metricNamespace: z.string().regex(/^(?!AWS\/)[^:*$]{1,255}$/),
  metricValue: z.string().max(100),
  defaultValue: numeric.nullish(),
  dimensions: z.record(z.string(), z.string()).nullish(),
  unit: z.string().nullish(),
});
const OfFilter = z.object({ logGroupName: z.string(), filterName: z.string().regex(/^[^:*]{1,512}$/) });
const PutMetricFilter = OfFilter.extend({
  filterPattern: z.string(),
  metricTransformations: z.array(Transformation).length(1),
});
const DescribeMetricFilters = z.object({
  logGroupName: z.string().nullish(),
  filterNamePrefix: z.string().nullish(),
  metricName: z.string().nullish(),
  metricNamespace: z.string().nullish(),
  limit: numeric.nullish(),
  nextToken: z.string().nullish(),
});
const MOST_OF_GROUP = 100;
const MOST_REGEXES = 5;

export function metricFilterOperations(
  world: World,
  filters: MetricFilters,
  groupOf: (region: string, name: string) => LogGroup,
): Operations {
  return {
    PutMetricFilter({ region, input }) {
      const wish = readInput(PutMetricFilter, input);
      const group = groupOf(region, wish.logGroupName);
      compileFilterPattern(wish.filterPattern);
      for (const { metricValue, dimensions, defaultValue } of wish.metricTransformations) {
        if (!/^\$/.test(metricValue) && Number.isNaN(Number(metricValue))) {
          throw invalid("Metric value must be a number or a field of the filter pattern.");
        }
        const names = Object.keys(dimensions ?? {});
        if (names.length > 3) throw invalid("A metric filter has at most 3 dimensions.");
        if (names.length > 0 && defaultValue != null) {
          throw invalid("Default value cannot be specified together with dimensions.");
        }
      }
      const others = filters.of(group).filter(({ name }) => name !== wish.filterName);
      const patterns = [...others.map(({ pattern }) => pattern), wish.filterPattern];
      if (patterns.length > MOST_OF_GROUP || patterns.filter(hasRegex).length > MOST_REGEXES) {
        throw new AwsError("LimitExceededException", "Resource limit exceeded.");
      }
      filters.save({
        name: wish.filterName,
        group: group.name,
        region,
        groupArn: group.arn,
        pattern: wish.filterPattern,
        transformations: wish.metricTransformations,
        createdAt: world.clock().getTime(),
      });
      world.changed();
      return {};
    },
    DescribeMetricFilters({ region, input }) {
      const wish = readInput(DescribeMetricFilters, input);
      if ((wish.metricName == null) !== (wish.metricNamespace == null)) {
        throw invalid("metricName and metricNamespace must be specified together.");
      }
      if (wish.limit != null && (wish.limit < 1 || wish.limit > 50)) throw invalid("limit must be 1 to 50.");
      const group = wish.logGroupName == null ? undefined : groupOf(region, wish.logGroupName);
      const wanted = filters
        .list(region)
        .filter(
          (filter) =>
            (group === undefined || filter.groupArn === group.arn) &&
            filter.name.startsWith(wish.filterNamePrefix ?? "") &&
            (wish.metricName == null || feeds(filter, wish.metricNamespace ?? "", wish.metricName)),
        );
      const from = wish.nextToken == null ? 0 : Number(wish.nextToken);
      if (!Number.isInteger(from) || from < 0) throw invalid("The specified nextToken is invalid.");
      const to = from + (wish.limit ?? 50);
      return {
        metricFilters: wanted.slice(from, to).map(filterView),
        nextToken: to < wanted.length ? String(to) : undefined,
      };
    },
    DeleteMetricFilter({ region, input }) {
      const { logGroupName, filterName } = readInput(OfFilter, input);
      const group = groupOf(region, logGroupName);
      const filter = filters.of(group).find(({ name }) => name === filterName);
      if (filter === undefined) {
        throw new AwsError("ResourceNotFoundException", "The specified metric filter does not exist.");
      }
      filters.remove(filter);
      world.changed();
      return {};
    },
  };
}

function feeds({ transformations }: MetricFilter, namespace: string, name: string): boolean {
  return transformations.some(
    ({ metricNamespace, metricName }) => metricNamespace === namespace && metricName === name,
  );
}

/** A `%…%` outside quotes. */
function hasRegex(pattern: string): boolean {
  return /%[^%]+%/.test(pattern.replace(/"(?:[^"\\]|\\.)*"/g, ""));
}

function filterView({ name, group, pattern, transformations, createdAt }: MetricFilter): object {
  return {
    filterName: name,
    filterPattern: pattern,
    metricTransformations: transformations,
    creationTime: createdAt,
    logGroupName: group,
    applyOnTransformedLogs: false,
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
