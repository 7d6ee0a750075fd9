import type { Escalation } from "../../domain/escalation/escalation.ts";
import type { Tx } from "../ports.ts";

/** Shows a climb's calls once more, as things stand now: the messages are edited. */
export async function sayCalls(
  tx: Pick<Tx, "say">,
  { incidentId, calls }: Pick<Escalation, "incidentId" | "calls">,
): Promise<void> {
  for (const { seq, channels } of calls) {
    await tx.say({ show: "entry", incidentId, seq });
    for (const channel of channels) await tx.say({ show: "call", incidentId, seq, channel });
  }
}
