import type { World } from "../world.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** A metric alarm; `definition` holds what PutMetricAlarm was given. */
export interface Alarm {
  name: string;
  arn: string;
  region: string;
  definition: AlarmDefinition;
  state: { value: AlarmState; reason: string; reasonData?: string; at: number };
  updatedAt: number;
}

export interface AlarmDefinition {
  AlarmDescription?: string | null;
  Namespace?: string | null;
  MetricName?: string | null;
  Statistic?: string | null;
  ExtendedStatistic?: string | null;
  Period?: number | null;
  Dimensions?: { Name: string; Value: string }[] | null;
  Metrics?: MetricQuery[] | null;
  [other: string]: unknown;
}

export interface MetricQuery {
  Id: string;
  Expression?: string | null;
  Label?: string | null;
  Period?: number | null;
  ReturnData?: boolean | null;
  MetricStat?: {
    Metric: {
      Namespace?: string | null;
      MetricName?: string | null;
      Dimensions?: { Name: string; Value: string }[] | null;
    };
    Period: number;
    Stat: string;
  } | null;
}

export interface Alarms {
  list: (region: string) => Alarm[];
  find: (region: string, name: string) => Alarm | undefined;
  save: (alarm: Alarm) => void;
  remove: (alarm: Alarm) => void;
  arnOf: (region: string, name: string) => string;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

export function createAlarms({ accountId }: World): Alarms {
  const alarms = new Map<string, Alarm>();
  const save = (alarm: Alarm) => alarms.set(`${alarm.region} ${alarm.name}`, alarm);
  return {
    list: (region) =>
      [...alarms.values()]
        .filter((alarm) => alarm.region === region)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (region, name) => alarms.get(`${region} ${name}`),
    save,
    remove: (alarm) => alarms.delete(`${alarm.region} ${alarm.name}`),
    arnOf: (region, name) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    snapshot: () => [...alarms.values()],
    restore(saved) {
      for (const alarm of saved as Alarm[]) save(alarm);
    },
  };
}
