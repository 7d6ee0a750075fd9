import { alarmKey, transitionKey } from "../../domain/alarm/alarm.ts";
import type { Tx } from "../../flows/ports.ts";
import type { GroupLocks } from "./group-locks.ts";
import { fingerprint } from "./stored.ts";
import type { Ask } from "./transaction.ts";

/**
 * Fingerprints of what is not in the record, as this transaction has seen; nobody else can put it there as long as
 * the locks of the groups are held. What the transaction puts there itself it takes out of here.
 */
export interface Absent {
  groups: Set<string>;
  alarms: Set<string>;
  transitions: Set<string>;
  /** By ARN. Others may tag and mute meanwhile: who looks a moment later would see it, as with a look a moment earlier. */
  tags: Set<string>;
  mutes: Set<string>;
}

export const nothingAbsent = (): Absent => ({
  ...{ groups: new Set(), alarms: new Set(), transitions: new Set(), tags: new Set(), mutes: new Set() },
});

type BeforeLooking = Omit<Tx, "lookAhead" | "mutedAmong">;

/** The transaction, with answers from what it has looked at ahead. In a storm nearly all that is asked is new. */
export function withLookAhead(
  tx: BeforeLooking,
  absent: Absent,
  { ask, groups }: { ask: Ask; groups: GroupLocks },
): Tx {
  const isAbsent = (kind: keyof Absent, name: string) => absent[kind].has(fingerprint(name));
  const isHere = (kind: keyof Absent, name: string) => void absent[kind].delete(fingerprint(name));
  return {
    ...tx,

    async mutedAmong(arns) {
      const { rows } = await ask<{ arn: string; arn_hash: string }>(
        "select arn, arn_hash from alarm_mute where arn_hash = any ($1)",
        [arns.map(fingerprint)],
      );
      for (const arn of arns) absent.mutes.add(fingerprint(arn));
      for (const row of rows) absent.mutes.delete(row.arn_hash);
      return rows.map(({ arn }) => arn);
    },

    async lookAhead({ alarms, groups: ofAlarms, locks }) {
      for (const names of locks) await groups.take(names);
      const asked = {
        groups: ofAlarms.map(fingerprint),
        alarms: alarms.map((alarm) => fingerprint(alarmKey(alarm))),
        transitions: alarms.map((alarm) => fingerprint(transitionKey(alarm))),
        tags: alarms.map(({ arn }) => fingerprint(arn)),
      };
      // A statement of its own after the locks: one that waited for them would not see what happened meanwhile.
      const { rows } = await ask<{ kind: keyof typeof asked; hash: string }>(
        `select 'groups' as kind, group_hash as hash from incident where group_hash = any ($1)
         union all select 'alarms', alarm_hash from incident_alarm where alarm_hash = any ($2)
         union all select 'transitions', transition_hash from transition where transition_hash = any ($3)
         union all select 'tags', arn_hash from alarm_tags where arn_hash = any ($4)`,
        [asked.groups, asked.alarms, asked.transitions, asked.tags],
      );
      const there = new Set(rows.map(({ kind, hash }) => `${kind} ${hash}`));
      for (const kind of ["groups", "alarms", "transitions", "tags"] as const)
        for (const hash of asked[kind]) if (!there.has(`${kind} ${hash}`)) absent[kind].add(hash);
    },

    incidentOfGroup: async (key, state) =>
      isAbsent("groups", key) ? undefined : tx.incidentOfGroup(key, state),
    stormOf: async (key) => (isAbsent("alarms", key) ? undefined : tx.stormOf(key)),
    homeOfMerged: async (group, alarm) =>
      isAbsent("groups", group) && isAbsent("alarms", alarm) ? undefined : tx.homeOfMerged(group, alarm),
    alarmStatus: async (id, key) => (isAbsent("alarms", key) ? undefined : tx.alarmStatus(id, key)),
    knownTags: async (arn) => (isAbsent("tags", arn) ? undefined : tx.knownTags(arn)),
    muteOf: async (arn) => (isAbsent("mutes", arn) ? undefined : tx.muteOf(arn)),

    insertIncident(draft) {
      if (draft.groupKey !== null) isHere("groups", draft.groupKey);
      return tx.insertIncident(draft);
    },
    saveAlarmStatus(id, status) {
      isHere("alarms", status.key);
      return tx.saveAlarmStatus(id, status);
    },
    keepTags(arn, tags, at) {
      isHere("tags", arn);
      return tx.keepTags(arn, tags, at);
    },
    saveMute(mute) {
      isHere("mutes", mute.arn);
      return tx.saveMute(mute);
    },
  };
}
