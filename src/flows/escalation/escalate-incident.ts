import { ConflictError, InputError } from "../../domain/errors.ts";
import { climb } from "../../domain/escalation/climb.ts";
import { beginClimb, type Escalation, isWaiting, stopClimb } from "../../domain/escalation/escalation.ts";
import { isChannel } from "../../domain/escalation/ladder.ts";
import { type Incident, requireOpen, shortId } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import type { EntryBody } from "../../domain/timeline/timeline.ts";
import type { Ports } from "../ports.ts";
import { ladderOf } from "./begin-escalation.ts";
import { callRung, inWords, namesOf } from "./call-rung.ts";

const longestReason = 500;

export interface Escalate {
  incidentId: string;
  reason?: string;
  /** A person, user group or channel, instead of the next rung. */
  to?: string;
  /** The rung that was shown as the next one; a ladder that went on meanwhile is not climbed once more. */
  seen?: { climb: number; next: number };
  actor: Actor;
}

/**
 * Calls the next rung of an incident's ladder at once, whatever its hours, or somebody who is named. Resolves to who was
 * called. Throws a ConflictError when no rung is left: then somebody has to be named.
 */
export async function escalateIncident(
  ports: Pick<Ports, "store" | "clock" | "settings" | "people">,
  { incidentId, reason = "", to, seen, actor }: Escalate,
): Promise<{ called: string }> {
  const why = redactText(reason.trim());
  if (why.length > longestReason)
    throw new InputError(
      `The reason has ${why.length} characters; ${longestReason} is the most. Shorten it.`,
      {
        fields: { reason: `${longestReason} characters is the most.` },
      },
    );
  const names = await namesOf(ports, await calleesOf(ports, incidentId, to));
  return ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "incident.escalate", incident);
    requireOpen(incident);
    if (to !== undefined) requireCallable(incident, to);
    const now = ports.clock();
    const known = await tx.escalation(incidentId);
    requireStill(known, seen);
    const step =
      to === undefined ? nextRung(ports, incident, known, now) : named(ports, incident, known, to, now);
    const body: EntryBody = {
      by: "person",
      names: inWords(step.to, names),
      ...(why === "" ? {} : { why }),
      ...step.body,
    };
    await callRung(tx, incident, step.escalation, { to: step.to, actor: actorRef(actor), body, now });
    return { called: inWords(step.to, names) };
  });
}

interface Step {
  to: readonly string[];
  escalation: Escalation;
  body: EntryBody;
}

type Needs = Pick<Ports, "settings">;

function nextRung(ports: Needs, incident: Incident, known: Escalation | undefined, now: Date): Step {
  const begun = known ?? begin(ports, incident, now);
  const step = begun && climb(begun, now, { atOnce: true });
  if (begun === undefined || step?.outcome !== "call")
    throw new ConflictError(
      `${
        begun
          ? `No rung of the ladder ${begun.ladder} is left above ${shortId(incident)}`
          : `No ladder is set for ${shortId(incident)}`
      }. Say whom to call: choose somebody behind “Escalate…”, or name them, for instance “escalate @lead I am stuck”.`,
    );
  const { rung, position, becomes } = step;
  return {
    to: rung.notify,
    // By itself it only goes on where nobody has answered yet.
    escalation: goesOn(incident, known) ? becomes : stopClimb(becomes),
    body: { rung: position + 1, of: begun.rungs.length, ladder: begun.ladder },
  };
}

/** Whoever is named has as long as the next rung gives them, where the ladder goes on by itself. */
function named(ports: Needs, incident: Incident, known: Escalation | undefined, to: string, now: Date): Step {
  const before = known ?? begin(ports, incident, now) ?? alone(incident, now);
  const rung = before.rungs[before.next];
  const dueAt =
    before.dueAt !== null && rung ? new Date(now.getTime() + rung.afterSeconds * 1000) : before.dueAt;
  return { to: [to], escalation: { ...before, dueAt }, body: {} };
}

function begin({ settings }: Needs, incident: Incident, now: Date): Escalation | undefined {
  const ladder = ladderOf(settings, incident);
  if (ladder === undefined) return undefined;
  const begun = beginClimb(ladder, { incidentId: incident.id, now, before: undefined });
  return isWaiting(incident) ? begun : stopClimb(begun);
}

/** There is no ladder, only those who are called by hand. */
const alone = ({ id: incidentId }: Incident, now: Date): Escalation => ({
  ...{ incidentId, ladder: "", rungs: [], from: "P4", next: 0 },
  ...{ dueAt: null, begunAt: now, climb: 0, calls: [] },
});

function requireCallable(incident: Incident, to: string): void {
  if (!/^[UWSCG][A-Z0-9]{2,}$/.test(to))
    throw new InputError(
      "Only a person, a user group or a channel of Slack can be called. Choose one of these.",
    );
  if (incident.private && isChannel(to))
    throw new InputError(
      `${shortId(incident)} is private and is not told in another channel. Name a person or a user group; Slack notifies those of them who are in this channel.`,
    );
}

const goesOn = (incident: Incident, known: Escalation | undefined): boolean =>
  isWaiting(incident) && (known === undefined || known.dueAt !== null);

function requireStill(known: Escalation | undefined, seen: Escalate["seen"]): void {
  if (seen === undefined) return;
  if ((known?.climb ?? 0) === seen.climb && (known?.next ?? 0) === seen.next) return;
  throw new ConflictError(
    "The ladder went on while you were looking: somebody was called just now. Look into the thread before you call more.",
  );
}

/** All who may turn out to be called, so that their names are known before the incident is locked. */
async function calleesOf(
  { store, settings }: Pick<Ports, "store" | "settings">,
  incidentId: string,
  to: string | undefined,
): Promise<string[]> {
  if (to !== undefined) return [to];
  const incident = await store.incident(incidentId);
  const rungs =
    (await store.escalation(incidentId))?.rungs ??
    (incident ? ladderOf(settings, incident)?.rungs : undefined);
  return (rungs ?? []).flatMap(({ notify }) => notify);
}
