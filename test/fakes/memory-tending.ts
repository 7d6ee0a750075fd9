import { type Alarm, alarmKey } from "../../src/domain/alarm/alarm.ts";
import type { AlarmStatus } from "../../src/domain/alarm/alarm-status.ts";
import type { AlarmMute } from "../../src/domain/alarm/mute.ts";
import { dueFollowUps } from "../../src/domain/incident/follow-up.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import type { TimelineAction, TimelineEntry } from "../../src/domain/timeline/timeline.ts";
import type { TendingReads, TendingWrites } from "../../src/flows/ports/tending.ts";

export interface TendingWorld {
  incidents: Incident[];
  timeline: TimelineEntry[];
  alarms: { incidentId: string; status: AlarmStatus; joinedAt: Date; adopted?: boolean }[];
  transitions: { alarm: Alarm }[];
  mutes: AlarmMute[];
  held: Alarm[];
}

const copy = <T>(value: T): T => structuredClone(value);

/** Later by its own time; ALARM wins a tie. */
const isNewer = (one: Pick<Alarm, "at" | "state">, other: Pick<Alarm, "at" | "state">): boolean =>
  one.at > other.at ||
  (one.at.getTime() === other.at.getTime() && one.state === "ALARM" && other.state !== "ALARM");

/** Mutes, merges, quiet incidents and forgotten ones, in memory. */
export function memoryTending(world: () => TendingWorld): TendingReads & TendingWrites {
  const alarmsOf = (id: string) => world().alarms.filter(({ incidentId }) => incidentId === id);
  const counted = (id: string) => {
    const all = alarmsOf(id);
    return { alarms: all.length, firing: all.filter(({ status }) => status.state === "ALARM").length };
  };
  const incident = (id: string) => world().incidents.find((each) => each.id === id);
  const mute = (arn: string) => world().mutes.find((each) => each.arn === arn);
  const quietSince = (id: string): Date | undefined => {
    const statuses = alarmsOf(id).map(({ status }) => status);
    if (statuses.length === 0 || statuses.some(({ state }) => state !== "OK")) return undefined;
    return new Date(Math.max(...statuses.map(({ at }) => at.getTime())));
  };

  return {
    mutes: async ({ incidentId }) =>
      copy(
        world()
          .mutes.filter(
            (each) =>
              incidentId === undefined ||
              each.incidentId === incidentId ||
              alarmsOf(incidentId).some(({ status }) => status.arn === each.arn),
          )
          .sort((a, b) => a.until.getTime() - b.until.getTime()),
      ),
    muteOf: async (arn) => copy(mute(arn)),
    saveMute: async (saved) => {
      const { mutes } = world();
      const index = mutes.findIndex((each) => each.arn === saved.arn);
      mutes.splice(index < 0 ? mutes.length : index, 1, copy(saved));
    },
    countMuted: async (arn) => {
      const muted = mute(arn);
      if (muted) muted.transitions += 1;
    },
    holdAlarm: async (alarm) => {
      const { held } = world();
      const index = held.findIndex((each) => alarmKey(each) === alarmKey(alarm));
      const known = held[index];
      if (known === undefined) held.push(copy(alarm));
      else if (isNewer(alarm, known)) held[index] = copy(alarm);
      const muted = mute(alarm.arn);
      if (muted && alarm.state === "ALARM") muted.wouldHaveOpened += 1;
    },
    heldAlarms: async (arn) => copy(world().held.filter((each) => each.arn === arn)),
    releaseHeld: async (key) => {
      const { held } = world();
      held.splice(0, held.length, ...held.filter((each) => alarmKey(each) !== key));
    },
    endMute: async (arn) => {
      const { mutes, held } = world();
      mutes.splice(0, mutes.length, ...mutes.filter((each) => each.arn !== arn));
      held.splice(0, held.length, ...held.filter((each) => each.arn !== arn));
    },
    endedMutes: async (now) => copy(world().mutes.filter(({ until }) => until <= now)),

    homeOfMerged: async (group, key) => {
      const ofGroup = world().incidents.findLast(({ groupKey }) => groupKey === group);
      const ofAlarm = world()
        .alarms.filter(({ status }) => status.key === key)
        .map((each) => ({ ...each, incident: incident(each.incidentId) }))
        .filter((each) => each.adopted || each.incident?.mergedInto)
        .sort((a, b) => (b.incident?.number ?? 0) - (a.incident?.number ?? 0))[0];
      const newest =
        (ofAlarm?.incident?.number ?? -1) >= (ofGroup?.number ?? -1)
          ? { of: ofAlarm?.incident, adopted: ofAlarm?.adopted }
          : { of: ofGroup, adopted: false };
      if (!newest.adopted && !newest.of?.mergedInto) return undefined;
      let home = newest.of;
      while (home?.mergedInto) home = incident(home.mergedInto.id);
      return home?.id;
    },
    mergedAmong: async () => [],
    adoptAlarms: async (fromId, intoId) => {
      for (const { status, joinedAt } of copy(alarmsOf(fromId))) {
        const known = alarmsOf(intoId).find((each) => each.status.key === status.key);
        if (known === undefined) {
          world().alarms.push({ incidentId: intoId, status, joinedAt, adopted: true });
          continue;
        }
        const newer = isNewer(status, known.status) ? status : known.status;
        known.adopted = true;
        known.status = {
          ...known.status,
          ...{ state: newer.state, at: newer.at, count: known.status.count + status.count },
          transitions: known.status.transitions + status.transitions,
        };
      }
      return counted(intoId);
    },
    returnAlarms: async (fromId, intoId, ownedSince) => {
      const { alarms } = world();
      const drop = (gone: readonly TendingWorld["alarms"][number][]) =>
        alarms.splice(0, alarms.length, ...alarms.filter((each) => !gone.includes(each)));
      const theirs = (key: string) => alarmsOf(fromId).find(({ status }) => status.key === key);
      if (ownedSince === undefined)
        drop(
          alarmsOf(intoId).flatMap(({ status, joinedAt }) => {
            const own = theirs(status.key);
            return own && own.joinedAt.getTime() !== joinedAt.getTime() ? [own] : [];
          }),
        );
      const arns = alarmsOf(fromId).map(({ status }) => status.arn);
      const going = alarmsOf(intoId).filter(
        ({ status, joinedAt }) =>
          theirs(status.key) ||
          (ownedSince !== undefined && joinedAt >= ownedSince && arns.includes(status.arn)),
      );
      for (const { status, joinedAt } of going) {
        const latest = world()
          .transitions.map(({ alarm }) => alarm)
          .filter((each) => alarmKey(each) === status.key)
          .reduce<Alarm | undefined>((one, each) => (one && !isNewer(each, one) ? one : each), undefined);
        const back = { ...status, ...(latest && { state: latest.state, at: latest.at }) };
        const known = theirs(status.key);
        if (known) known.status = back;
        else alarms.push({ incidentId: fromId, status: back, joinedAt });
      }
      drop(going);
      return { from: counted(fromId), into: counted(intoId) };
    },

    quietIncidents: async () =>
      world()
        .incidents.filter(({ state, proposal, snoozed }) => state !== "resolved" && !proposal && !snoozed)
        .flatMap(({ id }) => {
          const since = quietSince(id);
          return since ? [{ incidentId: id, since }] : [];
        }),
    quietSince: async (id) => quietSince(id),
    untended: async () =>
      world()
        .incidents.filter(({ state }) => state !== "resolved")
        .map((each) => {
          const entries = world().timeline.filter(({ incidentId }) => incidentId === each.id);
          const last = (action: TimelineAction) =>
            entries.findLast((entry) => entry.action === action)?.at ?? null;
          return {
            incidentId: each.id,
            severity: each.severity,
            state: each.state,
            hasCommander: each.commander !== null,
            snoozed: each.snoozed !== null,
            openSince: last("incident.reopen") ?? each.openedAt,
            lastByPerson: entries.findLast(({ actor }) => actor.kind === "responder")?.at ?? null,
            lastStale: last("reminder.stale"),
            lastCommander: last("reminder.commander"),
          };
        }),
    withFollowUps: async (until, now = until) =>
      world()
        .incidents.filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt <= until)
        .filter(({ id }) => {
          const entries = world().timeline.filter(({ incidentId }) => incidentId === id);
          const reminded = entries.some(({ action, at }) => action === "reminder.follow-ups" && at > until);
          return dueFollowUps(entries, now).length > 0 && !reminded;
        })
        .map(({ id }) => id),
  };
}
