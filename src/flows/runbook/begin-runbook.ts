import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { type Actor, actorRef, system } from "../../domain/responder.ts";
import { type Facts, factsFromAlarm, factsFromIncident } from "../../domain/runbook/facts.ts";
import { type ResolvedInputs, resolveInputs } from "../../domain/runbook/inputs.ts";
import { runbooksFor } from "../../domain/runbook/match.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import type { Ports, Tx } from "../ports.ts";
import { enterStep } from "./enter-step.ts";
import { sayStep } from "./say-step.ts";

type Needs = Pick<Ports, "clock" | "settings" | "runbooks">;

/** Starts the runbook that fits a new incident's alarm; when an input is missing, suggests it instead. */
export async function beginMatchingRunbook(ports: Needs, tx: Tx, incident: Incident): Promise<void> {
  if (incident.alarm === null) return;
  const [match] = runbooksFor(incident.alarm, ports.runbooks.all(), ports.settings.routes);
  if (match === undefined) return;
  const { runbook, why } = match;
  const inputs = inputsFor(ports, incident, runbook);
  if (inputs.missing.length === 0) return beginRunbook(ports, tx, incident, { runbook, inputs, why }, system);

  const missing = inputs.missing.map((each) => each.ask).join(" ");
  const body = { runbook: runbook.id, title: runbook.title, missing, why };
  const entry = await tx.record(
    incident.id,
    { actor: { kind: "system" }, action: "runbook.suggest", body },
    ports.clock(),
  );
  await tx.say({ show: "entry", incidentId: incident.id, seq: entry.seq });
}

/** What a runbook would ask with for this incident, and what is missing. */
export function inputsFor(
  { clock, settings }: Pick<Ports, "clock" | "settings">,
  incident: Incident,
  runbook: Runbook,
  given?: Readonly<Record<string, string>>,
): ResolvedInputs {
  return resolveInputs(runbook, { facts: knownFacts(incident, settings), given, now: clock() });
}

/** Pins the runbook as it is now, keeps its facts and shows its first step. The caller holds the incident's lock. */
export async function beginRunbook(
  ports: Needs,
  tx: Tx,
  incident: Incident,
  { runbook, inputs, why }: { runbook: Runbook; inputs: ResolvedInputs; why?: string },
  actor: Actor,
): Promise<void> {
  await leaveOpenSteps(tx, incident.id, actor, ports.clock());
  const facts = { ...knownFacts(incident, ports.settings), ...inputs.values };
  await tx.setFacts(incident.id, facts);
  const pinned: Incident = { ...incident, runbook: { id: runbook.id, hash: runbook.hash }, nextStep: null };
  const body = {
    runbook: runbook.id,
    title: runbook.title,
    hash: runbook.hash,
    ...(why === undefined ? {} : { why }),
    ...(inputs.notes.length === 0 ? {} : { notes: inputs.notes.join(" ") }),
  };
  const started = { actor: actorRef(actor), action: "runbook.start", body } as const;
  const { seq } = await tx.record(incident.id, started, ports.clock());
  if (inputs.notes.length > 0) await tx.say({ show: "entry", incidentId: incident.id, seq });
  await enterStep(ports, tx, { incident: pinned, runbook, facts, next: runbook.steps[0] });
}

/** What an earlier start still asks of people would move this one. A run under way is let finish. */
async function leaveOpenSteps(tx: Tx, incidentId: string, actor: Actor, at: Date): Promise<void> {
  const skipped = { by: actorRef(actor), at, reason: "The runbook was started anew." };
  for (const step of await tx.steps(incidentId)) {
    if (step.state !== "waiting" && step.state !== "ready") continue;
    await tx.saveStep({ ...step, state: "skipped", expiresAt: null, skipped }, step.version);
    await sayStep(tx, step);
  }
  for (const approval of await tx.approvals(incidentId))
    if (approval.state === "asked" || approval.state === "approved")
      await tx.saveApproval({ ...approval, state: "void" });
}

function knownFacts(incident: Incident, settings: Ports["settings"]): Facts {
  const start = incident.alarm?.at ?? incident.openedAt;
  return {
    ...factsFromIncident({ start, id: shortId(incident) }, settings.lists),
    ...(incident.alarm ? factsFromAlarm(incident.alarm) : {}),
  };
}
