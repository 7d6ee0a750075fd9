import type { Severity } from "../domain/finding.ts";
import { markSeverity } from "../domain/incident.ts";
import type { Actor } from "../domain/responder.ts";
import { beginEscalation } from "./begin-escalation.ts";
import { changeIncident } from "./change-incident.ts";
import type { Ports } from "./ports.ts";

/** Raises or lowers the severity by a person's decision. */
export async function changeSeverity(
  ports: Pick<Ports, "store" | "clock" | "settings">,
  { incidentId, severity, actor }: { incidentId: string; severity: Severity; actor: Actor },
): Promise<void> {
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "incident.severity",
    body: { severity },
    inThread: true,
    decide: async (incident, _now, tx) => {
      const changed = markSeverity(incident, severity);
      await beginEscalation(ports, tx, changed);
      return changed;
    },
  });
}
