import { system } from "../../domain/responder.ts";
import { hasEnded, type Run } from "../../domain/run/run.ts";
import type { Ports, Tx } from "../ports.ts";
import { queueAgain } from "./queue-again.ts";

type Needs = Pick<Ports, "store" | "clock" | "newId" | "enginesFor" | "doorbell">;

/** An answer whose window has settled asks itself again, once, in whichever process comes first. */
export async function askSettled(ports: Needs, due: Run): Promise<void> {
  const again = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(due.incidentId);
    const run = await tx.run(due.id);
    const now = ports.clock();
    if (!run?.asksAgainAt || run.asksAgainAt > now || incident.state === "resolved") return undefined;
    if (await isBusy(tx, incident.id)) return undefined;
    await tx.setAsksAgain(run.id, null);
    if (!(await isOfUse(tx, run))) return undefined;
    const queued = await queueAgain(ports, tx, run, { why: "settled", actor: system });
    const asked = { actor: system, action: "run.request", outcome: "allowed" } as const;
    const detail = `run ${queued.id} asks again what run ${run.id} asked, whose window has settled`;
    await tx.audit({ ...asked, incidentId: incident.id, detail }, now);
    return queued;
  });
  if (again) await ports.doorbell.ring(again.id);
}

/** One after the other, so that people who ask meanwhile find the queue and AWS's quota free. */
const isBusy = async (tx: Tx, incidentId: string): Promise<boolean> =>
  (await tx.runs(incidentId)).some(({ state, again }) => again?.why === "settled" && !hasEnded(state));

/** Does somebody still see this answer? */
async function isOfUse(tx: Tx, run: Run): Promise<boolean> {
  const newer = await tx.runAfter(run.id);
  if (newer && (newer.state === "done" || !hasEnded(newer.state))) return false;
  if (run.stepId === null) return true;
  const step = await tx.step(run.incidentId, run.stepId);
  const incident = await tx.incident(run.incidentId);
  return step?.runId === run.id && incident?.runbook?.hash === run.runbookHash;
}
