import { alarmEvent } from "./alarm-event.ts";
import { parseConfigurationChange } from "./parse-configuration-change.ts";
import { parseStateChange } from "./parse-state-change.ts";
import { type ParsedAlarm, unparsed } from "./parsed-alarm.ts";

/** An EventBridge event. */
export function parseEvent(json: object): ParsedAlarm {
  const event = alarmEvent.safeParse(json);
  if (!event.success) return unparsed("An EventBridge event whose detail-type is not a text.");
  switch (event.data["detail-type"]) {
    case "CloudWatch Alarm State Change":
    case "CloudWatch Alarm Contributor State Change":
      return parseStateChange(event.data);
    case "CloudWatch Alarm Configuration Change":
      return parseConfigurationChange(event.data);
    default:
      return unparsed("An EventBridge event, but not of a CloudWatch alarm.");
  }
}
