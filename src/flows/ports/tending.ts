import type { Alarm } from "../../domain/alarm/alarm.ts";
import type { AlarmCounts } from "../../domain/alarm/alarm-status.ts";
import type { AlarmMute } from "../../domain/alarm/mute.ts";
import type { Untended } from "../../domain/incident/reminder.ts";

/** What is asked of the record to look after alarms and incidents that nobody looks after. */
export interface TendingReads {
  /** Mutes of an incident's alarms, or all; those that end first in front. */
  mutes(of: { incidentId?: string }): Promise<AlarmMute[]>;
  muteOf(arn: string): Promise<AlarmMute | undefined>;
}

export interface TendingWrites {
  /** Instead of the one there is. Needs the lock of `muteLock`, as all below do that name an ARN. */
  saveMute(mute: AlarmMute): Promise<void>;
  countMuted(arn: string): Promise<void>;
  /** Keeps what has no incident while it is muted, unless something newer of the same alarm is kept. */
  holdAlarm(alarm: Alarm): Promise<void>;
  /** The newest of each contributor. */
  heldAlarms(arn: string): Promise<Alarm[]>;
  releaseHeld(alarmKey: string): Promise<void>;
  endMute(arn: string): Promise<void>;
  /** Those whose time is up. */
  endedMutes(now: Date): Promise<AlarmMute[]>;

  /**
   * Where the newest incident of this group, or of this alarm, went when it was merged, followed to its end; undefined
   * when that one was not merged. Not locked: `mergeLock` keeps it so.
   */
  homeOfMerged(groupKey: string, alarmKey: string): Promise<string | undefined>;
  /** Groups (or null) of the incidents to which merges may lead these groups and alarms; nearly always none. */
  mergedAmong(groups: readonly string[], alarmKeys: readonly string[]): Promise<(string | null)[]>;
  /** Gives the other incident all alarms of this one as they stand. Returns what it has then. Needs both locks. */
  adoptAlarms(fromId: string, intoId: string): Promise<Pick<AlarmCounts, "alarms" | "firing">>;
  /**
   * The way back: the alarms that came from the first one leave the other, as they stand now, and so does what belongs
   * to the same alarms and joined since `ownedSince`. Absent, the first one has no group of its own, and the other keeps
   * what it had besides. Returns what each has then. Needs both locks.
   */
  returnAlarms(
    fromId: string,
    intoId: string,
    ownedSince: Date | undefined,
  ): Promise<Record<"from" | "into", Pick<AlarmCounts, "alarms" | "firing">>>;

  /** Incidents of which every alarm is OK, without a proposal and not resolved: since when, by CloudWatch's clock. */
  quietIncidents(): Promise<{ incidentId: string; since: Date }[]>;
  quietSince(incidentId: string): Promise<Date | undefined>;
  /** Incidents that are not resolved, and what was last done in each. */
  untended(): Promise<Untended[]>;
  /** Resolved until then and not reminded of since, with follow-ups that nobody did and that are not snoozed by `now`; the longest resolved first. */
  withFollowUps(until: Date, now?: Date): Promise<string[]>;
}

/** Everything about one alarm's mute waits for this name; before any group's and incident's lock. */
export const muteLock = (arn: string): string => `mute ${arn}`;
/** Merges, and whoever looks where one led to; before any incident's lock, after a group's. */
export const mergeLock = "merge";
