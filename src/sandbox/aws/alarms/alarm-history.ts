import { type Alarm, isComposite } from "./alarms.ts";

export interface HistoryItem {
  alarm: string;
  region: string;
  kind: "MetricAlarm" | "CompositeAlarm";
  type: "ConfigurationUpdate" | "StateUpdate" | "Action";
  at: number;
  summary: string;
  /** JSON in a text. */
  data: string;
}

export interface AlarmHistory {
  note: (alarm: Alarm, item: Pick<HistoryItem, "type" | "at" | "summary"> & { data: object }) => void;
  /** Newest first. */
  list: (region: string) => HistoryItem[];
}

const MOST_KEPT = 5_000;

export function createAlarmHistory(): AlarmHistory {
  const items: HistoryItem[] = [];
  return {
    note(alarm, { data, ...item }) {
      const kind = isComposite(alarm) ? "CompositeAlarm" : "MetricAlarm";
      const text = JSON.stringify({ version: "1.0", ...data });
      items.unshift({ alarm: alarm.name, region: alarm.region, kind, ...item, data: text });
      items.length = Math.min(items.length, MOST_KEPT);
    },
    list: (region) => items.filter((item) => item.region === region).sort((a, b) => b.at - a.at),
  };
}
