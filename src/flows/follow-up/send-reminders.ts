import { formatDuration } from "../../domain/duration.ts";
import { dueFollowUps, type FollowUp } from "../../domain/incident/follow-up.ts";
import {
  followUpsDue,
  staleFor,
  type Untended,
  withoutCommanderFor,
} from "../../domain/incident/reminder.ts";
import { system } from "../../domain/responder.ts";
import type { EntryBody, TimelineAction } from "../../domain/timeline/timeline.ts";
import type { Ports, Tx } from "../ports.ts";

type Needs = Pick<Ports, "store" | "clock" | "settings">;

/**
 * Says one quiet line in the thread of what may have been forgotten: an urgent incident in which nobody writes, one
 * that nobody commands, follow-ups that nobody did; of these, whose they are is told alone. Many processes may do it at once: each looks again under the lock.
 */
export async function sendReminders(ports: Needs): Promise<void> {
  const { store, clock, settings } = ports;
  const { reminders } = settings;
  if (reminders.off) return;
  const faults: unknown[] = [];
  const forEach = async <T>(all: readonly T[], work: (each: T) => Promise<void>) => {
    for (const each of all) await work(each).catch((error: unknown) => faults.push(error));
  };
  const now = clock();
  const due = (each: Untended) =>
    staleFor(each, now, reminders) !== undefined || withoutCommanderFor(each, now, reminders) !== undefined;
  const untended = await store.transaction((tx) => tx.untended());
  await forEach(untended.filter(due), (each) => remindOfIncident(ports, each.incidentId));
  const until = new Date(now.getTime() - reminders.followUpsAfterMs);
  const forgotten = await store.transaction((tx) => tx.withFollowUps(until, now));
  await forEach(forgotten, (id) => remindOfFollowUps(ports, id));
  if (faults.length > 0) throw faults[0];
}

async function remindOfIncident({ store, clock, settings }: Needs, incidentId: string): Promise<void> {
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const untended = (await tx.untended()).find((each) => each.incidentId === incidentId);
    if (untended === undefined) return;
    const now = clock();
    const quiet = staleFor(untended, now, settings.reminders);
    const { commander } = incident;
    if (quiet !== undefined)
      await remind(tx, incidentId, "reminder.stale", now, {
        quiet: inMinutes(quiet),
        ...(commander && { person: commander.id, name: commander.name }),
      });
    const without = withoutCommanderFor(untended, now, settings.reminders);
    if (without !== undefined)
      await remind(tx, incidentId, "reminder.commander", now, { without: inMinutes(without) });
  });
}

const followUpsTold = 5;

async function remindOfFollowUps({ store, clock, settings }: Needs, incidentId: string): Promise<void> {
  await store.transaction(async (tx) => {
    const { severity, resolvedAt, commander, private: hidden } = await tx.lockIncident(incidentId);
    const timeline = await tx.timeline(incidentId);
    const lastReminder = timeline.findLast(({ action }) => action === "reminder.follow-ups")?.at ?? null;
    const now = clock();
    const open = dueFollowUps(timeline, now);
    if (open.length === 0 || !followUpsDue({ severity, resolvedAt, lastReminder }, now, settings.reminders))
      return;
    const owners = open.flatMap(({ owner }) => owner?.id ?? commander?.id ?? []);
    const people = [...new Set(owners)].slice(0, followUpsTold);
    // Whoever is not in a private channel must not learn of it by a direct message either.
    const alone = !hidden && people.length > 0;
    const { seq } = await remind(tx, incidentId, "reminder.follow-ups", now, {
      ...{ open: open.length, texts: textsOf(open), people },
      ...(alone ? { alone } : {}),
    });
    if (!alone) return;
    for (const person of people) await tx.say({ show: "follow-ups", incidentId, seq, person });
  });
}

export function textsOf(open: readonly FollowUp[]): string {
  const shown = open
    .slice(0, followUpsTold)
    .map(({ text, due }) => (due === null ? text : `${text} (by ${due})`));
  const rest = open.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

async function remind(
  tx: Tx,
  incidentId: string,
  action: TimelineAction,
  now: Date,
  body: EntryBody,
): Promise<{ seq: number }> {
  const { seq } = await tx.record(incidentId, { actor: system, action, body }, now);
  await tx.say({ show: "entry", incidentId, seq });
  return { seq };
}

const inMinutes = (ms: number): string => formatDuration(Math.max(1, Math.floor(ms / 60_000)) * 60);
