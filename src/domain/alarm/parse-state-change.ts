import { alarmDetail, alarmFromDetail } from "./alarm-detail.ts";
import { type AlarmEvent, arnOfEvent } from "./alarm-event.ts";
import { type ParsedAlarm, unparsed } from "./parsed-alarm.ts";

/** An alarm, or one contributor of it, changed its state. */
export function parseStateChange(event: AlarmEvent): ParsedAlarm {
  const detail = alarmDetail.safeParse(event.detail);
  if (!detail.success) return unparsed("An alarm event whose state is not OK, ALARM or INSUFFICIENT_DATA.");
  const arn = arnOfEvent(event, detail.data.alarmName);
  if (!arn) return unparsed("An alarm event that names no alarm.");
  const at = detail.data.state.timestamp ?? event.time;
  if (!at) return unparsed("An alarm event without a readable time.");
  return {
    outcome: "alarm",
    alarm: alarmFromDetail(detail.data, arn, at, event.muteDetail !== undefined),
  };
}
