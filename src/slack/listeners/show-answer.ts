import { ConflictError, NotFoundError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Ref } from "../ids.ts";
import { commandView, fitsMessage } from "../views/command.ts";
import { evidenceView } from "../views/evidence.ts";
import { toldView } from "../views/told.ts";
import type { Desk, Wish } from "./desk.ts";

/** The command lines of a run, to whoever pressed alone; as a file when they are too long for a message. */
export async function showCommand(desk: Desk, wish: Wish, ref: Ref): Promise<void> {
  const { incident, run } = await asked(desk, ref);
  requirePermission(wish.actor, "incident.read", incident);
  if (run.plan === null)
    throw new ConflictError("Nothing was planned for this run, so it has no command lines.");
  const planned = { ...run, plan: run.plan };
  if (fitsMessage(planned)) return wish.tell(commandView(incident, planned));
  await desk.flows.sayCommand({ runId: run.id, actor: wish.actor });
  await wish.tell(
    toldView("The command lines are too long for a message: they come into this thread as a file."),
  );
}

/** The rows behind one finding, to whoever pressed alone. */
export async function showRows(desk: Desk, wish: Wish, ref: Ref): Promise<void> {
  const { incident, run } = await asked(desk, ref);
  requirePermission(wish.actor, "incident.read", incident);
  const finding = run.findings[Number(ref.value ?? 0)];
  if (finding === undefined) throw new NotFoundError("This finding is not in the record any more.");
  await wish.tell(evidenceView(incident, run, finding, await desk.reads.rows(run.id)));
}

async function asked({ reads }: Desk, { runId }: Ref): Promise<{ incident: Incident; run: Run }> {
  const run = runId === undefined ? undefined : await reads.run(runId);
  const incident = run && (await reads.incident(run.incidentId));
  if (run && incident) return { incident, run };
  throw new NotFoundError("This run is not known. Use the newest message of the thread.");
}
