import { NotFoundError } from "../../domain/errors.ts";
import { climb } from "../../domain/escalation/climb.ts";
import { beginClimb } from "../../domain/escalation/escalation.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";
import { ladderOf } from "./begin-escalation.ts";
import { inWords, namesOf } from "./call-rung.ts";

/** What a person who escalates may choose from. */
export interface EscalationChoices {
  incident: Incident;
  /** Absent when no rung is left, or there is no ladder. */
  next?: { names: string; rung: number; of: number; ladder: string };
  /** The ladder whose end was reached. */
  ended?: string;
  /** As the ladder stands now. */
  seen: { climb: number; next: number };
  leads: { id: string; name: string }[];
}

/** Who would be called next, and who could be called instead. */
export async function escalationChoices(
  ports: Pick<Ports, "store" | "clock" | "settings" | "people">,
  { incidentId, actor }: { incidentId: string; actor: Actor },
): Promise<EscalationChoices> {
  const { store, settings, clock } = ports;
  const incident = await store.incident(incidentId);
  if (incident === undefined) throw new NotFoundError("This incident is not in the record any more.");
  requirePermission(actor, "incident.escalate", incident);
  const known = await store.escalation(incidentId);
  const ladder = ladderOf(settings, incident);
  const now = clock();
  const stands = known ?? (ladder && beginClimb(ladder, { incidentId, now, before: undefined }));
  const step = stands && climb(stands, now, { atOnce: true });
  const called = step?.outcome === "call" ? step : undefined;
  const names = await namesOf(ports, [...settings.leads, ...(called?.rung.notify ?? [])]);
  return {
    incident,
    seen: { climb: known?.climb ?? 0, next: known?.next ?? 0 },
    leads: settings.leads.map((id) => ({ id, name: names.get(id) ?? id })),
    ...(stands && called
      ? {
          next: {
            names: inWords(called.rung.notify, names),
            ...{ rung: called.position + 1, of: stands.rungs.length, ladder: stands.ladder },
          },
        }
      : stands && stands.ladder !== ""
        ? { ended: stands.ladder }
        : {}),
  };
}
