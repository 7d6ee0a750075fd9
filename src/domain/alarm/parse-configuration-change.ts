import { z } from "zod";
import { type AlarmEvent, arnOfEvent } from "./alarm-event.ts";
import { optionalObject, optionalText, optionalTime, text } from "./foreign.ts";
import { type ParsedAlarm, unparsed } from "./parsed-alarm.ts";

const changeDetail = z.object({
  alarmName: optionalText,
  operation: text,
  configuration: optionalObject({ timestamp: optionalTime }),
});

/** An alarm was created, updated or deleted. */
export function parseConfigurationChange(event: AlarmEvent): ParsedAlarm {
  const detail = changeDetail.safeParse(event.detail);
  if (!detail.success) return unparsed("An alarm's configuration change that does not say what was done.");
  const arn = arnOfEvent(event, detail.data.alarmName);
  if (!arn) return unparsed("A configuration change that names no alarm.");
  // A deletion's configuration has the time it was last changed, so the event's own time goes first.
  const at = event.time ?? detail.data.configuration?.timestamp;
  if (!at) return unparsed("A configuration change without a readable time.");
  return { outcome: "configuration-change", change: { ...arn, operation: detail.data.operation, at } };
}
