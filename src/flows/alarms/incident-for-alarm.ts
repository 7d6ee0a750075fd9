import { type Alarm, alarmKey } from "../../domain/alarm/alarm.ts";
import { routeFor } from "../../domain/alarm/route.ts";
import type { Severity } from "../../domain/finding.ts";
import { groupKey, stormKey } from "../../domain/incident/grouping.ts";
import { type Incident, markReopened } from "../../domain/incident/incident.ts";
import { justOpened } from "../../domain/incident/just-opened.ts";
import { system } from "../../domain/responder.ts";
import { mergeLock } from "../ports/tending.ts";
import type { IncidentDraft, Ports, Tx } from "../ports.ts";

type Needs = Pick<Ports, "clock" | "newId" | "settings">;

/** An alarm's incident, locked, and how it comes to be that one. */
export interface Home {
  incident: Incident;
  how: "joined" | "opened" | "reopened";
}

const stormWindowMs = 60_000;

/** The group an alarm belongs to, and the channel in which a new incident of it shows. */
export function placeFor(
  { settings }: Pick<Ports, "settings">,
  alarm: Alarm,
  fired = alarm,
): { key: string; channel: string } {
  // Tags that were read later must not part an alarm from the incident that it opened without them.
  const by = routeFor(fired, settings.routes)?.groupBy ?? settings.grouping.by;
  return {
    key: groupKey(alarm, by),
    channel: routeFor(alarm, settings.routes)?.channel ?? settings.channel,
  };
}

export const channelLock = (channel: string): string => `channel ${channel}`;

/**
 * Finds or opens the incident that an alarm belongs to; undefined when it belongs to none and opens none. `fired` is the
 * alarm as it came, without tags that are known from before.
 */
export async function incidentForAlarm(
  { clock, newId, settings }: Needs,
  tx: Tx,
  alarm: Alarm,
  { severity, fired }: { severity: Severity; fired: Alarm },
): Promise<Home | undefined> {
  const { reopenWithinMs, stormAt } = settings.grouping;
  const { key, channel } = placeFor({ settings }, alarm, fired);
  await tx.lockGroup(key);
  const open = (await tx.incidentOfGroup(key, "open")) ?? (await tx.stormOf(alarmKey(alarm)));
  if (open) return { incident: open, how: "joined" };
  const merged = await homeAfterMerge(tx, key, alarmKey(alarm));
  if (merged && merged.state !== "resolved") return { incident: merged, how: "joined" };
  if (alarm.state !== "ALARM" || alarm.muted || alarm.suppressed) return undefined;

  const now = clock();
  const draft = (title: string): Omit<IncidentDraft, "groupKey" | "storm"> => ({
    id: newId(),
    title,
    severity,
    channel,
    alarm,
    ...justOpened(system, now),
  });

  const again = reopened(merged ?? (await tx.incidentOfGroup(key, "any")));
  if (again) return again;
  // One at a time in a channel, so that the count below is exact however many processes triage.
  await tx.lockGroup(channelLock(channel));
  const lately = await tx.newAlarms(channel, new Date(now.getTime() - stormWindowMs), stormAt);
  if (lately < stormAt) {
    const incident = await tx.insertIncident({ ...draft(titleFor(alarm)), groupKey: key, storm: false });
    return { incident, how: "opened" };
  }
  const storm = stormKey(channel);
  const raging = await tx.incidentOfGroup(storm, "open");
  if (raging) return { incident: raging, how: "joined" };
  const title = `Alarm storm: more than ${stormAt} new alarms in a minute`;
  return (
    reopened(await tx.incidentOfGroup(storm, "any")) ?? {
      incident: await tx.insertIncident({ ...draft(title), groupKey: storm, storm: true }),
      how: "opened",
    }
  );

  function reopened(before: Incident | undefined): Home | undefined {
    if (!before?.resolvedAt || before.mergedInto) return undefined;
    if (now.getTime() - before.resolvedAt.getTime() > reopenWithinMs) return undefined;
    const { counts } = before;
    const incident = {
      ...markReopened(before),
      counts: { ...counts, reopened: counts.reopened + 1 },
    };
    return { incident, how: "reopened" };
  }
}

/** The incident that took in the one of this group, or the one with this alarm, when they were merged; locked. */
async function homeAfterMerge(tx: Tx, group: string, alarm: string): Promise<Incident | undefined> {
  if ((await tx.homeOfMerged(group, alarm)) === undefined) return undefined;
  // It may be merged into yet another one just now.
  await tx.lockGroup(mergeLock);
  const id = await tx.homeOfMerged(group, alarm);
  if (id === undefined) return undefined;
  const home = await tx.lockIncident(id);
  if (home.state !== "resolved" || home.groupKey === null) return home;
  return (await tx.incidentOfGroup(home.groupKey, "open")) ?? home;
}

const maxTitle = 200;

function titleFor(alarm: Alarm): string {
  const points = Array.from(alarm.name);
  return points.length <= maxTitle ? alarm.name : `${points.slice(0, maxTitle - 1).join("")}…`;
}
