export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export type AlarmKind =
  | "metric"
  | "metric-math"
  | "anomaly"
  | "composite"
  | "multi-series"
  | "contributor"
  | "log";

/** One element an alarm is computed from: a metric, or an expression over other elements. */
export interface AlarmMetric {
  id?: string;
  namespace?: string;
  name?: string;
  dimensions: Record<string, string>;
  /** As CloudWatch's API names it: Sum, Average, SampleCount, p99. */
  stat?: string;
  periodSeconds?: number;
  expression?: string;
  label?: string;
  /** False for the inputs of an expression. */
  returnData: boolean;
}

/** One state of a CloudWatch alarm at one time, whichever path it came by. Every text in it is foreign. */
export interface Alarm {
  arn: string;
  name: string;
  account: string;
  region: string;
  kind: AlarmKind;
  state: AlarmState;
  previousState?: AlarmState;
  reason: string;
  description?: string;
  /** When the state changed, by CloudWatch's clock; not when we heard of it. */
  at: Date;
  /** Empty for composite and log alarms, and for contributors of log alarms. */
  metrics: AlarmMetric[];
  /** Those on which all metrics agree; a dimension with two values is in `metrics` only. */
  dimensions: Record<string, string>;
  /** Of a composite alarm: the alarms that made it change. */
  children: { arn: string; state?: AlarmState }[];
  /** The time series or the log group-by value that breached, for instance `userIdentity.arn` → who. */
  contributor?: { id: string; attributes: Record<string, string> };
  /** A mute rule held its actions back. */
  muted: boolean;
  /** A composite's suppressor held its actions back. */
  suppressed: boolean;
  tags: Record<string, string>;
  periodSeconds?: number;
  evaluationPeriods?: number;
}

/** A change of an alarm's settings: worth knowing, never a transition. */
export interface AlarmConfigurationChange {
  arn: string;
  name: string;
  account: string;
  region: string;
  operation: string;
  at: Date;
}

/**
 * The same text for one transition, by whatever path and however often it comes:
 * `arn|contributor|state|UTC milliseconds`. As long as the alarm's name: hash it where length matters.
 */
export function transitionKey(alarm: Alarm): string {
  // Names may contain "|": without escaping, two transitions could share a key and one would be dropped.
  const parts = [alarm.arn, alarm.contributor?.id ?? ""].map((part) =>
    part.replaceAll("%", "%25").replaceAll("|", "%7C"),
  );
  return [...parts, alarm.state, alarm.at.getTime()].join("|");
}

/** The same for all transitions of one alarm, or of one contributor of it. */
export const alarmKey = ({ arn, contributor }: Pick<Alarm, "arn" | "contributor">): string =>
  contributor ? `${arn}|${contributor.id}` : arn;
