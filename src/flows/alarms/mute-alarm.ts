import { alarmsMeant, isFlapping, isMuted, requireMuteEnd } from "../../domain/alarm/mute.ts";
import { parseDuration } from "../../domain/duration.ts";
import { InputError, NotFoundError } from "../../domain/errors.ts";
import { requirePermission, unknownIncident } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import { muteLock } from "../ports/tending.ts";
import type { Ports, Tx } from "../ports.ts";

const alarmsLookedAt = 500;

/**
 * Keeps one alarm of an incident from opening, reopening and saying anything for a while (`30m`, `2h`), with a reason.
 * What it does meanwhile is still kept and counted. Without a name the one alarm that flaps is meant, or the only one.
 */
export async function muteAlarm(
  { store, clock }: Pick<Ports, "store" | "clock">,
  wish: { incidentId: string; alarm?: string; duration: string; reason: string; actor: Actor },
): Promise<{ name: string; until: Date }> {
  const { incidentId, actor } = wish;
  const reason = redactText(wish.reason.trim());
  const seconds = parseDuration(wish.duration);
  if (seconds === undefined)
    throw new InputError(`“${wish.duration}” is no duration: say how long, for instance 30m or 2h.`, {
      fields: { duration: "Say how long, for instance 30m or 2h." },
    });
  if (reason === "")
    throw new InputError("Say why it may be quiet, so that the others know.", {
      fields: { reason: "Say why it may be quiet." },
    });
  return store.transaction(async (tx) => {
    const known = await tx.incident(incidentId);
    if (known === undefined) throw unknownIncident();
    requirePermission(actor, "alarm.mute", known);
    const { arn, name } = await whichAlarm(tx, incidentId, wish.alarm);

    await tx.lockGroup(muteLock(arn));
    requirePermission(actor, "alarm.mute", await tx.lockIncident(incidentId));
    const now = clock();
    const until = new Date(now.getTime() + seconds * 1000);
    requireMuteEnd(until, now);
    const before = await tx.muteOf(arn);
    const { transitions, wouldHaveOpened } = isMuted(before, now)
      ? before
      : { transitions: 0, wouldHaveOpened: 0 };
    const mute = { arn, name, incidentId, until, reason, by: actorRef(actor), at: now, unmuted: false };
    await tx.saveMute({ ...mute, transitions, wouldHaveOpened });
    const body = { alarm: name, arn, until: until.toISOString(), reason };
    const entry = await tx.record(incidentId, { actor: actorRef(actor), action: "alarm.mute", body }, now);
    await tx.say({ show: "incident", incidentId });
    await tx.say({ show: "entry", incidentId, seq: entry.seq });
    return { name, until };
  });
}

async function whichAlarm(
  tx: Tx,
  incidentId: string,
  text: string | undefined,
): Promise<{ arn: string; name: string }> {
  const alarms = await tx.alarms(incidentId, alarmsLookedAt);
  const all = alarmsMeant("", alarms);
  const flapping = all.filter(isFlapping);
  const meant = text?.trim() ? alarmsMeant(text, alarms) : flapping.length === 1 ? flapping : all;
  const [only, ...others] = meant;
  if (only === undefined && all.length === 0)
    throw new NotFoundError("This incident has no alarm that could be muted. Snooze the incident instead.");
  if (only === undefined)
    throw new NotFoundError(`No alarm of this incident is called “${text?.trim()}”. ${names(all)}`);
  if (others.length > 0)
    throw new InputError(`Several alarms are possible: say which. ${names(meant)}`, {
      fields: { alarm: "Several are possible: say which." },
    });
  return only;
}

const namesTold = 5;

const names = (alarms: readonly { name: string }[]): string =>
  `There is ${alarms
    .slice(0, namesTold)
    .map(({ name }) => name)
    .join(", ")}${alarms.length > namesTold ? ` and ${alarms.length - namesTold} more` : ""}.`;
