import { InputError, NotFoundError } from "../../domain/errors.ts";
import { namedIn } from "../../domain/identity/named-in.ts";
import { parseSubject } from "../../domain/identity/subject.ts";
import { requireOpen } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { shortenKeys } from "../../domain/text/redact.ts";
import type { Ports } from "../ports.ts";
import { queuedTrace, traceQuestionOf } from "./queue-trace.ts";

/** Puts "who is it really?" about a key, ARN, session, role or user into the queue; the thread shows the chain. */
export async function askWho(
  ports: Pick<Ports, "store" | "clock" | "newId" | "settings" | "doorbell">,
  {
    incidentId,
    of,
    actor,
  }: {
    incidentId: string;
    /** As somebody typed it, or the nth whom an answer names, from 0. */
    of: string | { runId: string; nth: number };
    actor: Actor;
  },
): Promise<Run> {
  const asked = typeof of === "string" ? of.trim() : await named(ports.store, incidentId, of);
  if (parseSubject(asked) === undefined)
    throw new InputError(
      "Say who: a key id, the ARN of a user, role or session, a session's name, role/x, user/x or root.",
    );
  const { accounts } = ports.settings;
  const run = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "run.request", incident);
    requireOpen(incident);
    const account = accounts.find(({ id }) => id === incident.alarm?.account) ?? accounts[0];
    if (account === undefined)
      throw new InputError("No account is configured. Add one under `accounts` in cairn.yml.");
    const now = ports.clock();
    const queued = queuedTrace({
      id: ports.newId(),
      incident,
      title: `Who is ${shortenKeys(asked)}?`,
      stepId: null,
      requestedBy: actorRef(actor),
      ...traceQuestionOf(asked, incident, await tx.facts(incidentId), now),
      account: account.id,
      regions: account.regions,
      now,
    });
    await tx.insertRun(queued);
    const body = { run: queued.id, title: queued.title, query: [`who is: ${asked}`] };
    await tx.record(incidentId, { actor: actorRef(actor), action: "run.request", body }, now);
    await tx.say({ show: "run", incidentId, runId: queued.id });
    return queued;
  });
  await ports.doorbell.ring(run.id);
  return run;
}

async function named(
  store: Ports["store"],
  incidentId: string,
  { runId, nth }: { runId: string; nth: number },
): Promise<string> {
  const [run, kept] = [await store.run(runId), await store.rows(runId)];
  const found = run?.incidentId === incidentId && kept ? namedIn(run.query, kept)[nth] : undefined;
  if (found !== undefined) return found;
  throw new NotFoundError("This answer is not in the record any more. Use the newest message of the thread.");
}
