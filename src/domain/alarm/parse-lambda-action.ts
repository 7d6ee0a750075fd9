import { z } from "zod";
import { parseAlarmArn } from "./alarm-arn.ts";
import { alarmDetail, alarmFromDetail } from "./alarm-detail.ts";
import { optionalTime, text } from "./foreign.ts";
import { type ParsedAlarm, unparsed } from "./parsed-alarm.ts";

const lambdaAction = z.object({ alarmArn: text, time: optionalTime, alarmData: alarmDetail });

/** What CloudWatch hands to a Lambda alarm action, passed on by the function. */
export function parseLambdaAction(json: object): ParsedAlarm {
  const action = lambdaAction.safeParse(json);
  if (!action.success) return unparsed("A Lambda alarm action without a readable alarm state.");
  const { alarmData, time } = action.data;
  const arn = parseAlarmArn(action.data.alarmArn);
  if (!arn) return unparsed("A Lambda alarm action whose alarmArn is not the ARN of an alarm.");
  const at = alarmData.state.timestamp ?? time;
  if (!at) return unparsed("A Lambda alarm action without a readable time.");
  return { outcome: "alarm", alarm: alarmFromDetail(alarmData, arn, at, false) };
}
