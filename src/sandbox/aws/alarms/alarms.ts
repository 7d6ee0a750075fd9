import type { World } from "../world.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** A metric or composite alarm. */
export interface Alarm {
  name: string;
  arn: string;
  region: string;
  /** What PutMetricAlarm or PutCompositeAlarm was given; only a composite one has an AlarmRule. */
  definition: AlarmDefinition;
  state: StateOfAlarm;
  updatedAt: number;
  tags: Record<string, string>;
  /** True when a story sets its states: nothing is measured then. */
  scripted?: boolean;
}

export interface StateOfAlarm {
  value: AlarmState;
  reason: string;
  reasonData?: string;
  /** When it was last set; milliseconds since 1970. */
  at: number;
  /** When it last changed. */
  since: number;
  /** Why a composite alarm does not act. */
  suppressedBy?: "Alarm" | "WaitPeriod" | "ExtensionPeriod";
}

export interface Dimension {
  Name: string;
  Value: string;
}

export interface AlarmDefinition {
  AlarmDescription?: string | null;
  ActionsEnabled?: boolean | null;
  OKActions?: string[] | null;
  AlarmActions?: string[] | null;
  InsufficientDataActions?: string[] | null;
  Namespace?: string | null;
  MetricName?: string | null;
  Statistic?: string | null;
  ExtendedStatistic?: string | null;
  Period?: number | null;
  Unit?: string | null;
  Dimensions?: Dimension[] | null;
  EvaluationPeriods?: number | null;
  DatapointsToAlarm?: number | null;
  Threshold?: number | null;
  ComparisonOperator?: string | null;
  TreatMissingData?: string | null;
  EvaluateLowSampleCountPercentile?: string | null;
  Metrics?: MetricQuery[] | null;
  AlarmRule?: string | null;
  ActionsSuppressor?: string | null;
  ActionsSuppressorWaitPeriod?: number | null;
  ActionsSuppressorExtensionPeriod?: number | null;
}

export interface MetricQuery {
  Id: string;
  Expression?: string | null;
  Label?: string | null;
  Period?: number | null;
  ReturnData?: boolean | null;
  MetricStat?: {
    Metric: { Namespace?: string | null; MetricName?: string | null; Dimensions?: Dimension[] | null };
    Period: number;
    Stat: string;
    Unit?: string | null;
  } | null;
}

export interface Alarms {
  list: (region: string) => Alarm[];
  /** By name or ARN. */
  find: (region: string, nameOrArn: string) => Alarm | undefined;
  all: () => Alarm[];
  save: (alarm: Alarm) => void;
  remove: (alarm: Alarm) => void;
  arnOf: (region: string, name: string) => string;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

export function createAlarms({ accountId }: Pick<World, "accountId">): Alarms {
  const alarms = new Map<string, Alarm>();
  const arnOf = (region: string, name: string) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
  const save = (alarm: Alarm) => alarms.set(alarm.arn, alarm);
  return {
    list: (region) =>
      [...alarms.values()]
        .filter((alarm) => alarm.region === region)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (region, nameOrArn) => alarms.get(arnOf(region, nameOrArn)) ?? alarms.get(nameOrArn),
    all: () => [...alarms.values()],
    save,
    remove: (alarm) => alarms.delete(alarm.arn),
    arnOf,
    snapshot: () => [...alarms.values()],
    restore(saved) {
      for (const alarm of saved as Alarm[]) {
        const state = { ...alarm.state, since: alarm.state.since ?? alarm.state.at };
        save({ ...alarm, state, tags: alarm.tags ?? {} });
      }
    },
  };
}

export function isComposite({ definition }: Alarm): boolean {
  return definition.AlarmRule != null;
}
