interface ToRaise {
  alarmName: string;
  region: string;
  description: string;
  state: "ALARM" | "OK";
  reason: string;
  /** When its state changed. */
  at: Date;
  tags?: Record<string, string>;
}

/** A plain metric alarm, as PutMetricAlarm and SetAlarmState take it. */
export interface MetricAlarmToRaise extends ToRaise {
  kind: "metric";
  namespace: string;
  metricName: string;
  dimensions?: Record<string, string>;
  statistic: "Sum" | "Average" | "Maximum";
  comparison: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  periodSeconds: number;
  threshold: number;
  /** JSON in a text, as alarms carry it. */
  reasonData?: string;
  /** The metric filter behind it, where the metric is made from a log group. */
  filter?: { logGroup: string; pattern: string };
}

/** An alarm about other alarms: no metric, no threshold. */
export interface CompositeAlarmToRaise extends ToRaise {
  kind: "composite";
  rule: string;
  reasonData: string;
}

/** A contributor of a log alarm: the suspect is named in the alarm itself. */
export interface ContributorAlarmToRaise extends ToRaise {
  kind: "contributor";
  contributorId: string;
  attributes: Record<string, string>;
}

export type AlarmToRaise = MetricAlarmToRaise | CompositeAlarmToRaise | ContributorAlarmToRaise;
