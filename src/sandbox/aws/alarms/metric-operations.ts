import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { moment, numeric, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import { type Measurement, type MetricName, type Metrics, single, statisticOf } from "./metrics.ts";
import { Dimensions } from "./put-metric-alarm.ts";

const Datum = z.object({
  MetricName: z.string().min(1).max(255),
  Dimensions,
  Timestamp: moment.nullish(),
  Value: numeric.nullish(),
  Values: z.array(numeric).max(150).nullish(),
  Counts: z.array(numeric).nullish(),
  StatisticValues: z
    .object({ SampleCount: numeric, Sum: numeric, Minimum: numeric, Maximum: numeric })
    .nullish(),
  Unit: z.string().nullish(),
});
type Datum = z.output<typeof Datum>;
const PutMetricData = z.object({
  Namespace: z.string().regex(/^(?!AWS\/)[^:]/, "must not begin with AWS/ or a colon"),
  MetricData: z.array(Datum).max(1000),
});
const Named = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions });
const GetMetricStatistics = Named.extend({
  StartTime: moment,
  EndTime: moment,
  Period: numeric,
  Statistics: z.array(z.string()).nullish(),
  ExtendedStatistics: z.array(z.string()).nullish(),
  Unit: z.string().nullish(),
});
const ListMetrics = z.object({
  Namespace: z.string().nullish(),
  MetricName: z.string().nullish(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().nullish() })).nullish(),
});
const MAX_DATAPOINTS = 1440;

export function metricOperations(world: World, metrics: Metrics): Operations {
  return {
    PutMetricData({ region, input }) {
      const { Namespace, MetricData } = readInput(PutMetricData, input);
      for (const datum of MetricData) {
        const metric = metricName(region, { Namespace, ...datum });
        const at = datum.Timestamp ?? world.clock().getTime();
        for (const measurement of measurements(datum, at)) metrics.put(metric, measurement);
      }
      return {};
    },
    GetMetricStatistics({ region, input }) {
      const wish = readInput(GetMetricStatistics, input);
      const wanted = [...(wish.Statistics ?? []), ...(wish.ExtendedStatistics ?? [])];
      if (wanted.length === 0)
        throw invalid("At least one of Statistics and ExtendedStatistics is required.");
      if (wish.Period < 1 || (wish.Period >= 60 && wish.Period % 60 !== 0))
        throw invalid("Period is not valid.");
      if (wish.StartTime >= wish.EndTime) throw invalid("StartTime must be before EndTime.");
      const period = wish.Period * 1000;
      const first = Math.floor(wish.StartTime / period) * period;
      if ((wish.EndTime - first) / period > MAX_DATAPOINTS) {
        throw invalid(`You have requested more than ${MAX_DATAPOINTS} datapoints. Use a longer Period.`);
      }
      const metric = metricName(region, wish);
      const Datapoints: object[] = [];
      for (let at = first; at < wish.EndTime; at += period) {
        const measured = metrics.between(metric, at, at + period, wish.Unit ?? undefined);
        if (measured) Datapoints.push(datapoint(measured, wanted, wish.ExtendedStatistics ?? []));
      }
      return { Label: wish.MetricName, Datapoints };
    },
    ListMetrics({ region, input }) {
      const { Namespace, MetricName, Dimensions: wanted } = readInput(ListMetrics, input);
      const listed = metrics.list(region).filter(({ namespace, name, dimensions }) => {
        if (Namespace != null && namespace !== Namespace) return false;
        if (MetricName != null && name !== MetricName) return false;
        return (wanted ?? []).every(
          ({ Name, Value }) =>
            Object.hasOwn(dimensions, Name) && (Value == null || dimensions[Name] === Value),
        );
      });
      return {
        Metrics: listed.map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        })),
      };
    },
  };
}

export function metricName(
  region: string,
  named: { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: string }[] | null },
): MetricName {
  const dimensions = Object.fromEntries((named.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  return { region, namespace: named.Namespace, name: named.MetricName, dimensions };
}

function measurements(datum: Datum, at: number): Measurement[] {
  const unit = datum.Unit ?? undefined;
  const { Value, Values, Counts, StatisticValues } = datum;
  if ([Value, Values, StatisticValues].filter((way) => way != null).length !== 1) {
    throw invalid("Exactly one of Value, Values and StatisticValues must be specified.");
  }
  if (StatisticValues != null) {
    const { SampleCount, Sum, Minimum, Maximum } = StatisticValues;
    return [{ at, count: SampleCount, sum: Sum, min: Minimum, max: Maximum, unit }];
  }
  if (Values == null) return [single(at, Value ?? 0, unit)];
  if (Counts != null && Counts.length !== Values.length)
    throw invalid("Values and Counts must be of equal length.");
  return Values.map((value, index) => single(at, value, unit, Counts?.[index] ?? 1));
}

function datapoint(measured: Measurement, wanted: readonly string[], extended: readonly string[]): object {
  const named = (name: string) => [name, statisticOf(measured, name)] as const;
  return {
    Timestamp: new Date(measured.at),
    ...Object.fromEntries(wanted.filter((name) => !extended.includes(name)).map(named)),
    ...(extended.length > 0 && { ExtendedStatistics: Object.fromEntries(extended.map(named)) }),
    Unit: measured.unit ?? "None",
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message, { queryCode: "InvalidParameterValue" });
}
