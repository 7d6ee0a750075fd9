import type { Alarm } from "../../domain/alarm/alarm.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Tx } from "../ports.ts";

/** Tags seldom change; these are read again when the alarm opens an incident. */
const rememberedMs = 7 * 86_400_000;
const freshMs = 10 * 60_000;
/** Of one incident: in a storm nobody waits for the tags of ten thousand alarms. */
const alarmsLookedAt = 20;

/** The alarm with the tags that were read of it before, where it carries none itself. */
export async function withKnownTags(tx: Tx, alarm: Alarm, now: Date): Promise<Alarm> {
  if (carriesTags(alarm)) return alarm;
  const known = await tx.knownTags(alarm.arn);
  if (known === undefined || now.getTime() - known.readAt.getTime() > rememberedMs) return alarm;
  return { ...alarm, tags: known.tags };
}

/** Has the tags of an alarm read that does not carry them, once the incident is shown. */
export async function wantTags(
  tx: Tx,
  incident: Pick<Incident, "id" | "counts">,
  alarm: Alarm,
  now: Date,
): Promise<void> {
  if (carriesTags(alarm) || alarm.state !== "ALARM" || incident.counts.alarms > alarmsLookedAt) return;
  const known = await tx.knownTags(alarm.arn);
  if (known === undefined || now.getTime() - known.readAt.getTime() > freshMs)
    await tx.wantTags(incident.id, alarm.arn, now);
}

const carriesTags = ({ tags }: Alarm): boolean => Object.keys(tags).length > 0;
