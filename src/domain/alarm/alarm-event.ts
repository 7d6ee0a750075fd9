import { z } from "zod";
import { type AlarmArn, alarmArn, parseAlarmArn } from "./alarm-arn.ts";
import { listOf, optionalText, optionalTime, text } from "./foreign.ts";

/** The EventBridge envelope, as far as an alarm needs it. */
export const alarmEvent = z.object({
  "detail-type": z.string(),
  account: optionalText,
  region: optionalText,
  time: optionalTime,
  resources: listOf(text),
  detail: z.unknown().optional(),
  muteDetail: z.looseObject({}).optional().catch(undefined),
});

export type AlarmEvent = z.infer<typeof alarmEvent>;

/** The alarm's ARN among the resources; without one, its name in the account and Region of the event. */
export function arnOfEvent(event: AlarmEvent, name: string | undefined): AlarmArn | undefined {
  const [listed] = event.resources.flatMap((resource) => parseAlarmArn(resource) ?? []);
  if (listed) return listed;
  const { account, region } = event;
  return account && region && name ? alarmArn({ account, region, name }) : undefined;
}
