import { CairnError, ForbiddenError, InputError } from "../../domain/errors.ts";
import { type Mapped, mapIdentity } from "../../domain/identity/map-identity.ts";
import { parseSubject } from "../../domain/identity/subject.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { mayKnow, requirePermission } from "../../domain/permission.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Ports, QueryEngine } from "../ports.ts";
import { askedBy } from "./ask-run.ts";
import { keepTrace, type SlackPerson } from "./keep-trace.ts";
import { traceIdentity } from "./trace-identity.ts";

type Needs = Pick<Ports, "store" | "clock" | "people" | "enginesFor" | "settings">;

/** Finds out who is behind what a run asks about, and who that is in Slack; keeps the chain as the run's answer. */
export async function executeTrace(
  ports: Needs,
  run: Run,
  life: Parameters<QueryEngine["ask"]>[1],
): Promise<void> {
  const { store, people, settings } = ports;
  const incident = await store.incident(run.incidentId);
  if (incident === undefined) throw new CairnError("no_incident", "The incident of this run is gone.");
  const actor = run.requestedBy.kind === "system" ? run.requestedBy : await people.actor(run.requestedBy.id);
  requirePermission(actor, "run.request", incident);

  const { of = "", hints = [] } = run.query.trace ?? {};
  const subject = parseSubject(of);
  if (subject === undefined)
    throw new InputError(
      "That names nobody in AWS. Give a key id, an ARN, a session's name, role/x or user/x.",
    );
  const { window, account } = run;
  const traced = await traceIdentity(ports, { subject, window, account, hints, askedBy: askedBy(run) }, life);
  const mapped = mapIdentity(traced.chain, settings.identities);
  const person = await whoMayKnow(people, incident, await personOf(people, mapped));
  await keepTrace(ports, run, { ...traced, mapped, person });
}

/** Nobody hears of a private incident by being asked about it. */
async function whoMayKnow(
  people: Ports["people"],
  incident: Incident,
  person: SlackPerson,
): Promise<SlackPerson> {
  if (!incident.private || !("id" in person)) return person;
  if (mayKnow(await people.actor(person.id), incident)) return person;
  return { unknown: `${person.name} is not in this private channel, so they are not asked by themselves.` };
}

/** Only a mapping in the settings names somebody in Slack. */
async function personOf(people: Ports["people"], mapped: Mapped | undefined): Promise<SlackPerson> {
  switch (mapped?.to) {
    case undefined:
      return { unknown: "Nothing under `identities` in cairn.yml says who that is in Slack." };
    case "pipeline":
      return { unknown: `It is the pipeline “${mapped.name}”: ask whoever owns it.` };
    case "email":
      return people.byEmail(mapped.email);
    case "slack":
      return people
        .actor(mapped.id)
        .then((actor) => (actor.kind === "system" ? { unknown: "That is Cairn itself." } : actor))
        .catch((error: unknown) => {
          if (!(error instanceof ForbiddenError)) throw error;
          return { unknown: `Slack does not know ${mapped.id}, whom cairn.yml names.` };
        });
  }
}
