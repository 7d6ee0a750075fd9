import { isMuted } from "../../domain/alarm/mute.ts";
import { ConflictError, InputError } from "../../domain/errors.ts";
import { requirePermission, unknownIncident } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { muteLock } from "../ports/tending.ts";
import { endMute } from "./end-mutes.ts";

type Needs = Parameters<typeof endMute>[0];

/** Ends a mute before its time: an alarm that is in ALARM now is applied at once. Resolves to the alarm's name. */
export async function unmuteAlarm(
  ports: Needs,
  wish: { incidentId: string; alarm?: string; actor: Actor },
): Promise<string> {
  const { incidentId, actor } = wish;
  const { name, arn } = await ports.store.transaction(async (tx) => {
    const known = await tx.incident(incidentId);
    if (known === undefined) throw unknownIncident();
    requirePermission(actor, "alarm.unmute", known);
    const { arn } = meant(await tx.mutes({ incidentId }), wish.alarm);

    await tx.lockGroup(muteLock(arn));
    requirePermission(actor, "alarm.unmute", await tx.lockIncident(incidentId));
    const now = ports.clock();
    const mute = await tx.muteOf(arn);
    if (!isMuted(mute, now)) throw new ConflictError("This alarm is not muted any more.");
    await tx.saveMute({ ...mute, until: now, unmuted: true });
    const body = { alarm: mute.name, arn };
    const entry = await tx.record(incidentId, { actor: actorRef(actor), action: "alarm.unmute", body }, now);
    await tx.say({ show: "incident", incidentId });
    await tx.say({ show: "entry", incidentId, seq: entry.seq });
    return mute;
  });
  await endMute(ports, arn);
  return name;
}

function meant<M extends { name: string; arn: string }>(mutes: readonly M[], text: string | undefined): M {
  const wanted = text?.trim().toLowerCase() ?? "";
  const fits = mutes.filter(({ name, arn }) => arn === wanted || name.toLowerCase().startsWith(wanted));
  const exact = fits.filter(({ name, arn }) => name.toLowerCase() === wanted || arn.toLowerCase() === wanted);
  const [only, ...others] = exact.length > 0 ? exact : fits;
  if (only === undefined) throw new ConflictError("No such alarm of this incident is muted.");
  if (others.length === 0) return only;
  throw new InputError(`Say which: ${mutes.map(({ name }) => name).join(", ")} are muted.`);
}
