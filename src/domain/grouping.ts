import type { Alarm } from "./alarm/alarm.ts";

export type GroupBy = "account" | "region" | "alarm";

export const defaultGrouping: readonly GroupBy[] = ["account", "region", "alarm"];

/** Alarms with the same key belong to the same open incident. */
export function groupKey(alarm: Alarm, by: readonly GroupBy[] = defaultGrouping): string {
  const parts: Record<GroupBy, string> = { account: alarm.account, region: alarm.region, alarm: alarm.name };
  return by.map((part) => `${part}=${parts[part]}`).join("|");
}
