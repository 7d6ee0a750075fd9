import type { Asked } from "../../domain/asked.ts";
import type { Ports } from "../ports.ts";
import { askFallback } from "./ask-person.ts";

const aheadMs = 86_400_000;

/**
 * Tells whoever was asked alone once more, when half of their time is over, and asks the step's fallback beside them:
 * there is half of the time left for somebody to answer who does.
 */
export async function remindAsked({
  store,
  clock,
  runbooks,
}: Pick<Ports, "store" | "clock" | "runbooks">): Promise<void> {
  const now = clock();
  const waiting = await store.transaction((tx) => tx.expiredSteps(new Date(now.getTime() + aheadMs)));
  for (const { incidentId, stepId, position } of waiting) {
    const asked = await store.asked(incidentId, stepId, position);
    if (asked === undefined || !isDue(asked.remindAt, now)) continue;
    await store.transaction(async (tx) => {
      const incident = await tx.lockIncident(incidentId);
      const step = await tx.step(incidentId, stepId);
      const still = await tx.asked(incidentId, stepId, position);
      // Another process may have been faster, and so may they.
      if (still?.way !== "dm" || !isDue(still.remindAt, now)) return;
      if (step?.state !== "waiting" || step.position !== position) return;
      const reminded: Asked = { ...still, remindAt: null };
      await tx.saveAsked(reminded);
      await tx.say({ show: "ask", incidentId, stepId, position, reminder: true });
      const pinned = incident.runbook ? runbooks.byId(incident.runbook.id) : undefined;
      const definition = pinned?.steps.find(({ id }) => id === stepId);
      if (definition?.kind === "ask") await askFallback(tx, incident, definition, reminded, now);
    });
  }
}

const isDue = (remindAt: string | null, now: Date): boolean => remindAt !== null && new Date(remindAt) <= now;
