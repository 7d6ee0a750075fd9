import { InputError } from "../errors.ts";
import type { ActorRef } from "../responder.ts";
import type { AlarmStatus } from "./alarm-status.ts";

/** An alarm that people do not want to hear of for a while; all its contributors with it. */
export interface AlarmMute {
  arn: string;
  name: string;
  /** The incident in which it was muted. */
  incidentId: string;
  until: Date;
  reason: string;
  by: ActorRef;
  at: Date;
  /** That came since, of all its contributors. */
  transitions: number;
  /** Times it would have opened an incident, had it not been muted. */
  wouldHaveOpened: number;
  /** A person ended it before its time. */
  unmuted: boolean;
}

export const isMuted = (mute: AlarmMute | undefined, at: Date): mute is AlarmMute =>
  mute !== undefined && mute.until > at;

const longestMs = 7 * 24 * 3_600_000;

export function requireMuteEnd(until: Date, now: Date): void {
  if (until <= now) throw new InputError("The end of a mute must lie ahead.");
  if (until.getTime() - now.getTime() > longestMs)
    throw new InputError(
      "A week is the longest mute. Mend the alarm's threshold, or turn it off in CloudWatch.",
    );
}

const flapsFrom = 3;

/** It went off so often in one incident that somebody may want to mute it. */
export const isFlapping = ({ count }: Pick<AlarmStatus, "count">): boolean => count >= flapsFrom;

/** By name, else by the beginning of one; several when it is not clear which is meant. */
export function alarmsMeant(text: string, alarms: readonly AlarmStatus[]): AlarmStatus[] {
  const wanted = text.trim().toLowerCase();
  const byArn = [...new Map(alarms.map((each) => [each.arn, each])).values()];
  const same = byArn.filter(({ name, arn }) => name.toLowerCase() === wanted || arn.toLowerCase() === wanted);
  return same.length > 0 ? same : byArn.filter(({ name }) => name.toLowerCase().startsWith(wanted));
}
