import type { Severity } from "../../domain/finding.ts";
import { markSeverity } from "../../domain/incident/incident.ts";
import type { Actor } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import { beginEscalation } from "../escalation/begin-escalation.ts";
import type { Ports } from "../ports.ts";
import { changeIncident } from "./change-incident.ts";

/** Raises or lowers the severity by a person's decision; findings only ever raise it. */
export async function changeSeverity(
  ports: Pick<Ports, "store" | "clock" | "settings">,
  wish: { incidentId: string; severity: Severity; reason?: string; actor: Actor },
): Promise<void> {
  const { incidentId, severity, actor } = wish;
  const why = redactText(wish.reason?.trim() ?? "");
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "incident.severity",
    body: { severity, ...(why === "" ? {} : { why }) },
    inThread: true,
    decide: async (incident, _now, tx) => {
      const changed = markSeverity(incident, severity);
      await beginEscalation(ports, tx, changed);
      return changed;
    },
  });
}
