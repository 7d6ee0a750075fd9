import { type AlarmMute, isMuted } from "../../domain/alarm/mute.ts";
import { muteLock } from "../ports/tending.ts";
import type { Ports, Tx } from "../ports.ts";

/**
 * The mute that an alarm is under; it stays so until the transaction ends. Before any group's and incident's lock.
 * An alarm without one waits for nobody.
 */
export async function muteInForce(
  { clock }: Pick<Ports, "clock">,
  tx: Tx,
  arn: string,
): Promise<AlarmMute | undefined> {
  if (!isMuted(await tx.muteOf(arn), clock())) return undefined;
  await tx.lockGroup(muteLock(arn));
  const mute = await tx.muteOf(arn);
  return isMuted(mute, clock()) ? mute : undefined;
}
