import type { World } from "../world.ts";
import type { AlarmChanges } from "./alarm-changes.ts";
import { reasonFor } from "./alarm-reason.ts";
import { type Alarm, type Alarms, isComposite, type MetricQuery } from "./alarms.ts";
import { type AlarmTest, EXTRA_PERIODS, judgeDatapoints } from "./judge-datapoints.ts";
import { type MetricName, type Metrics, statisticOf } from "./metrics.ts";

const MINUTE = 60_000;

/** Looks at each metric alarm once a minute of the account's clock, as CloudWatch does. */
export function createMetricEvaluation(
  world: World,
  { alarms, metrics, changes }: { alarms: Alarms; metrics: Metrics; changes: AlarmChanges },
): { watch: (alarm: Alarm) => void } {
  const watched = new Set<string>();
  const watchFrom = (arn: string, region: string, after: number) => {
    const measured = whatItMeasures(alarms.find(region, arn));
    if (measured === undefined) {
      watched.delete(arn);
      return;
    }
    const pace = Math.min(measured.periodMs, MINUTE);
    world.agenda.at((Math.floor(after / pace) + 1) * pace, (at) => {
      const alarm = alarms.find(region, arn);
      const now = whatItMeasures(alarm);
      if (alarm && now) evaluate(alarm, now, at);
      watchFrom(arn, region, at.getTime());
    });
  };
  return {
    watch({ arn, region }) {
      if (watched.has(arn)) return;
      watched.add(arn);
      watchFrom(arn, region, world.clock().getTime());
    },
  };

  function evaluate(alarm: Alarm, { metric, statistic, periodMs, unit, test }: Measured, at: Date): void {
    const end = at.getTime();
    const datapoints = Array.from({ length: test.evaluationPeriods + EXTRA_PERIODS }, (_, back) => {
      const from = end - (back + 1) * periodMs;
      const measured = metrics.between(metric, from, from + periodMs, unit);
      return { from, value: measured && statisticOf(measured, statistic), count: measured?.count };
    }).reverse();
    const state = judgeDatapoints(
      datapoints.map(({ value }) => value),
      test,
    );
    if (state === undefined || state === alarm.state.value) return;
    const { reason, reasonData } = reasonFor(state, alarm, { datapoints, statistic, periodMs, test, at });
    changes.setState({ alarmName: alarm.name, region: alarm.region, state, reason, reasonData, at });
  }
}

interface Measured {
  metric: MetricName;
  statistic: string;
  periodMs: number;
  unit?: string;
  test: AlarmTest;
}

/** Undefined for what is not computed here: composite alarms, metric math, anomaly bands, and what a story sets. */
function whatItMeasures(alarm: Alarm | undefined): Measured | undefined {
  if (alarm === undefined || alarm.scripted || isComposite(alarm)) return undefined;
  const { definition, region } = alarm;
  const query = definition.Metrics ? onlyMetric(definition.Metrics) : definition;
  if (query === undefined || definition.Threshold == null) return undefined;
  const { Namespace, MetricName, Dimensions, Period } = query;
  if (!Namespace || !MetricName || !Period) return undefined;
  const evaluationPeriods = definition.EvaluationPeriods ?? 1;
  return {
    metric: {
      region,
      namespace: Namespace,
      name: MetricName,
      dimensions: Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
    },
    statistic: query.ExtendedStatistic ?? query.Statistic ?? "Average",
    periodMs: Period * 1000,
    unit: query.Unit ?? undefined,
    test: {
      comparison: definition.ComparisonOperator ?? "",
      threshold: definition.Threshold,
      evaluationPeriods,
      datapointsToAlarm: definition.DatapointsToAlarm ?? evaluationPeriods,
      treatMissingData: definition.TreatMissingData ?? "missing",
    },
  };
}

function onlyMetric(queries: readonly MetricQuery[]): Alarm["definition"] | undefined {
  const [query, ...others] = queries;
  if (others.length > 0 || !query?.MetricStat || query.Expression) return undefined;
  const { Metric, Period, Stat, Unit } = query.MetricStat;
  return { ...Metric, Period, Statistic: Stat, Unit };
}
