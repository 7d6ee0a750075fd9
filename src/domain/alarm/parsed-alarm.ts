import type { Alarm, AlarmConfigurationChange } from "./alarm.ts";

/** What a message turned out to be. `why` is for operators. */
export type ParsedAlarm =
  | { outcome: "alarm"; alarm: Alarm }
  | { outcome: "configuration-change"; change: AlarmConfigurationChange }
  | { outcome: "unparsed"; why: string };

export function unparsed(why: string): ParsedAlarm {
  return { outcome: "unparsed", why };
}
