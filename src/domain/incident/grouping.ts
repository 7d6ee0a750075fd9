import type { Alarm } from "../alarm/alarm.ts";

export const groupings = ["account", "region", "namespace", "alarm", "contributor"] as const;
export type GroupBy = (typeof groupings)[number];

export const defaultGrouping: readonly GroupBy[] = ["account", "region", "alarm"];

/** Alarms with the same key belong to the same open incident. */
export function groupKey(alarm: Alarm, by: readonly GroupBy[] = defaultGrouping): string {
  const parts: Record<GroupBy, string> = {
    account: alarm.account,
    region: alarm.region,
    namespace: alarm.metrics.find(({ namespace }) => namespace !== undefined)?.namespace ?? "",
    alarm: alarm.name,
    contributor: alarm.contributor?.id ?? "",
  };
  return by.map((part) => `${part}=${parts[part]}`).join("|");
}

/** Of the incident that takes in what comes too fast. No alarm's key begins like this. */
export const stormKey = (channel: string): string => `storm|channel=${channel}`;
