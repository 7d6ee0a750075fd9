import { type Alarm, alarmKey } from "../../domain/alarm/alarm.ts";
import { type AlarmMute, isMuted } from "../../domain/alarm/mute.ts";
import { system } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { muteLock } from "../ports/tending.ts";
import type { Ports, Tx } from "../ports.ts";
import { applyAlarm } from "./apply-alarm.ts";

type Needs = Pick<Ports, "store" | "clock" | "newId" | "settings" | "runbooks" | "enginesFor" | "doorbell">;

/** Ends the mutes whose time is up. What one of them breaks is told last. */
export async function endMutes(ports: Needs): Promise<void> {
  const faults: unknown[] = [];
  for (const { arn } of await ports.store.transaction((tx) => tx.endedMutes(ports.clock())))
    await endMute(ports, arn).catch((error: unknown) => faults.push(error));
  if (faults.length > 0) throw faults[0];
}

/** Applies what an alarm held back, if it is still in ALARM, each contributor for itself; then the mute is gone. */
export async function endMute({ doorbell, ...ports }: Needs, arn: string): Promise<void> {
  const { store } = ports;
  for (const held of await store.transaction((tx) => tx.heldAlarms(arn))) {
    const asked = await store.transaction(async (tx) => {
      if (await endedMute(ports, tx, arn)) return applyHeld(ports, tx, held);
      return undefined;
    });
    if (asked) await doorbell.ring(asked.id);
  }
  await store.transaction(async (tx) => {
    const mute = await endedMute(ports, tx, arn);
    if (mute === undefined || (await tx.heldAlarms(arn)).length > 0) return;
    const { name: alarm, incidentId, transitions, unmuted } = mute;
    await tx.lockIncident(incidentId);
    await tx.endMute(arn);
    if (!unmuted) {
      const entry = { actor: system, action: "alarm.mute-end", body: { alarm, arn, transitions } } as const;
      const { seq } = await tx.record(incidentId, entry, ports.clock());
      await tx.say({ show: "entry", incidentId, seq });
    }
    await tx.say({ show: "incident", incidentId });
  });
}

/** Nobody holds anything back any more once this is locked; undefined when it was prolonged, or ended meanwhile. */
async function endedMute(
  { clock }: Pick<Ports, "clock">,
  tx: Tx,
  arn: string,
): Promise<AlarmMute | undefined> {
  await tx.lockGroup(muteLock(arn));
  const mute = await tx.muteOf(arn);
  return isMuted(mute, clock()) ? undefined : mute;
}

async function applyHeld(
  ports: Omit<Needs, "doorbell">,
  tx: Tx,
  { arn, contributor }: Alarm,
): Promise<Run | undefined> {
  const key = alarmKey({ arn, contributor });
  const held = (await tx.heldAlarms(arn)).find((each) => alarmKey(each) === key);
  if (held === undefined) return undefined;
  await tx.releaseHeld(key);
  // What came after the mute's end was applied at once, and says more.
  const newest = await tx.latestTransition(key);
  if (held.state !== "ALARM" || (newest !== undefined && newest.at > held.at)) return undefined;
  return applyAlarm(ports, tx, held);
}
