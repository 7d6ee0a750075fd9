import { ConflictError } from "../../domain/errors.ts";
import { type Incident, markResolved, shortId } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import type { Ports, Tx } from "../ports.ts";
import { stopRuns } from "../runs/stop-runs.ts";
import { changeIncidentIn } from "./change-incident.ts";

interface Wish {
  incidentId: string;
  resolution: string | null;
  actor: Actor;
  /** Only while this proposal stands: its entry on the timeline. */
  proposed?: number;
}

/** Closes the incident, stops what still runs for it, and says so in its thread. */
export const resolveIncident = (
  { store, clock }: Pick<Ports, "store" | "clock">,
  wish: Wish,
): Promise<void> => store.transaction((tx) => resolveIncidentIn({ clock }, tx, wish));

/** The same as a part of something larger. */
export async function resolveIncidentIn(ports: Pick<Ports, "clock">, tx: Tx, wish: Wish): Promise<void> {
  const { incidentId, resolution, actor, proposed } = wish;
  const said = (resolution && redactText(resolution.trim())) || null;
  await changeIncidentIn(ports, tx, {
    incidentId,
    actor,
    action: "incident.resolve",
    body: said === null ? {} : { resolution: said },
    inThread: true,
    asEvent: true,
    decide: async (incident, now) => {
      const resolved = markResolved(incident, said, now);
      if (proposed !== undefined) requireProposal(incident, proposed);
      if (incident.nextStep !== null) requirePermission(actor, "incident.resolve-with-open-steps", incident);
      await stopRuns(tx, incident, actor, now);
      const { proposal } = incident;
      if (proposal) await tx.say({ show: "entry", incidentId, seq: proposal.seq });
      return resolved;
    },
  });
}

function requireProposal(incident: Incident, seq: number): void {
  if (incident.proposal?.seq !== seq)
    throw new ConflictError(
      `An alarm of ${shortId(incident)} fired again since. Look at it first; Resolve ends it all the same.`,
    );
}
