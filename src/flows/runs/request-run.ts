import { ConflictError, InputError, NotFoundError } from "../../domain/errors.ts";
import { type Incident, requireOpen, shortId } from "../../domain/incident/incident.ts";
import { requireRunbookAccess } from "../../domain/permission.ts";
import type { QueryEngineName } from "../../domain/query/query.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { renderStep } from "../../domain/runbook/render-step.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { Ports, RunbookShelf, Tx } from "../ports.ts";
import { queueRun } from "./queue-run.ts";

type Needs = Pick<Ports, "store" | "clock" | "newId" | "settings" | "enginesFor" | "doorbell" | "runbooks">;

/** Puts a query step of the incident's runbook into the queue: the given one, or the one that is due. */
export async function requestRun(
  ports: Needs,
  {
    incidentId,
    stepId,
    version,
    engine,
    anew = false,
    actor,
  }: {
    incidentId: string;
    stepId?: string;
    version?: number;
    /** Chosen by the person. */
    engine?: QueryEngineName;
    /** Also when it is answered: with other inputs it is another question. */
    anew?: boolean;
    actor: Actor;
  },
): Promise<Run> {
  const run = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const runbook = pinnedRunbook(incident, ports.runbooks);
    requireRunbookAccess(actor, "run.request", runbook, incident);
    requireOpen(incident);
    const record = await dueStep(tx, incident, stepId);
    // Who started it tells more than that a button is out of date.
    requireFree(record, await ownerOf(tx, record), anew);
    requireVersion(record, version);

    const step = stepOf(runbook, record.stepId);
    const rendered = renderStep(step, await tx.facts(incidentId), ports.clock());
    if (rendered.kind !== "query" && rendered.kind !== "repeat")
      throw new ConflictError(
        `"${step.title}" asks nothing of AWS. Answer it with the buttons of its message.`,
      );
    const question = {
      stepId: step.id,
      title: step.title,
      query: rendered.query,
      window: rendered.window,
      accounts: rendered.accounts,
      engine: rendered.engine,
      chosen: engine,
      // Who runs a step once more wants to see what AWS says now.
      fresh: record.runId !== null || rendered.kind === "repeat",
      notes: rendered.notes,
    };
    const queued = await queueRun(ports, tx, incident, question, actor);
    const kept = await tx.saveStep(
      { ...record, state: "queued", runId: queued.id, answer: null, skipped: null },
      record.version,
    );
    if (!kept) throw new ConflictError("Somebody was faster. Look at the step's message.");
    await tx.say({ show: "step", incidentId, stepId: step.id });
    return queued;
  });
  await ports.doorbell.ring(run.id);
  return run;
}

/** The incident's runbook, if it is still the text it was started with. */
export function pinnedRunbook(incident: Incident, runbooks: RunbookShelf): Runbook {
  if (incident.runbook === null)
    throw new ConflictError(`${shortId(incident)} has no runbook yet. Start one with /runbook run.`);
  const runbook = runbooks.byId(incident.runbook.id);
  if (runbook === undefined)
    throw new NotFoundError(`The runbook "${incident.runbook.id}" is no longer there. Start another one.`);
  if (runbook.hash !== incident.runbook.hash)
    throw new ConflictError(
      `"${runbook.title}" was changed since it was started here. Start it again to go on.`,
    );
  return runbook;
}

async function dueStep(tx: Tx, incident: Incident, stepId: string | undefined): Promise<StepRecord> {
  const id = stepId ?? incident.nextStep;
  if (id === null) throw new ConflictError("The runbook is finished: no step is due.");
  const step = await tx.step(incident.id, id);
  if (step === undefined) throw new InputError(`The step "${id}" is not due yet. Run the next step first.`);
  return step;
}

/** A button carries the version of the step it was made for. */
export function requireVersion(step: StepRecord, version: number | undefined): void {
  if (version !== undefined && version !== step.version)
    throw new ConflictError(
      "This button is out of date: the step has moved on. Its message shows how it stands.",
    );
}

async function ownerOf(tx: Tx, step: StepRecord): Promise<string | undefined> {
  const run = step.runId === null ? undefined : await tx.run(step.runId);
  return run?.requestedBy.kind === "responder" ? run.requestedBy.name : undefined;
}

function requireFree(step: StepRecord, startedBy = "Cairn", anew = false): void {
  if (step.state === "queued" || step.state === "running")
    throw new ConflictError(
      `This step was already started by ${startedBy}. Its answer will show in the thread.`,
    );
  if (step.state === "waiting" && step.runId !== null)
    throw new ConflictError(
      `This step asks again by itself; ${startedBy} started it. Stop it to start it anew.`,
    );
  if (step.state === "done" && !anew) throw new ConflictError("This step is already answered.");
}
