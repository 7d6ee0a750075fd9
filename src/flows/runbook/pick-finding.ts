import { ConflictError } from "../../domain/errors.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorName, actorRef } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { plainText } from "../../domain/text/text.ts";
import type { Ports } from "../ports.ts";
import { knownRun } from "../runs/known-run.ts";
import { sayRun } from "../runs/say-run.ts";

/** Puts what an answer found on the timeline, as somebody's pick; once for each answer. */
export async function pickFinding(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { runId, actor }: { runId: string; actor: Actor },
): Promise<void> {
  const { incidentId } = knownRun(await store.run(runId));
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "finding.pick", incident);
    const run = knownRun(await tx.run(runId));
    if (run.state !== "done")
      throw new ConflictError(`There is no answer to add yet: the run is ${run.state}.`);
    if (run.picked)
      throw new ConflictError(`${actorName(run.picked.by)} put this answer on the timeline already.`);
    const now = clock();
    const by = actorRef(actor);
    await tx.savePick(runId, { by, at: now });
    const body = {
      run: runId,
      title: run.title,
      say: whatItFound(run),
      ...(run.stepId === null ? {} : { step: run.stepId }),
    };
    await tx.record(incidentId, { actor: by, action: "finding.pick", body }, now);
    await sayRun(tx, run);
  });
}

function whatItFound({ findings, rowCount, completeness }: Run): string {
  if (findings.length > 0) return findings.map(({ say }) => plainText(say)).join(" ");
  const rows = rowCount ?? 0;
  if (rows > 0) return `${rows} ${rows === 1 ? "row" : "rows"} from ${completeness?.matched ?? 0} records.`;
  return "Nothing in what was searched.";
}
