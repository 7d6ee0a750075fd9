import { ForbiddenError, NotFoundError } from "./errors.ts";
import type { Incident } from "./incident/incident.ts";
import type { Actor, Role } from "./responder.ts";
import type { Runbook } from "./runbook/schema.ts";

/** Who may do what (design: Who may). `commander` is whoever took this incident, `asked` whom a question was put to. */
const allowed = {
  "incident.read": ["member", "responder", "lead", "admin"],
  "incident.declare": ["member", "responder", "lead", "admin"],
  "incident.acknowledge": ["member", "responder", "lead", "admin"],
  "note.add": ["member", "responder", "lead", "admin"],
  "message.pin": ["member", "responder", "lead", "admin"],
  "message.unpin": ["member", "responder", "lead", "admin"],
  "incident.take": ["responder", "lead", "admin"],
  "incident.assign": ["commander", "lead", "admin"],
  "incident.severity": ["responder", "lead", "admin"],
  "incident.resolve": ["responder", "lead", "admin"],
  "incident.resolve-with-open-steps": ["commander", "lead", "admin"],
  "incident.reopen": ["responder", "lead", "admin"],
  "incident.snooze": ["member", "responder", "lead", "admin"],
  "incident.escalate": ["member", "responder", "lead", "admin"],
  "incident.merge": ["responder", "lead", "admin"],
  "incident.unmerge": ["responder", "lead", "admin"],
  "alarm.mute": ["member", "responder", "lead", "admin"],
  "alarm.unmute": ["member", "responder", "lead", "admin"],
  "followup.add": ["member", "responder", "lead", "admin"],
  "followup.done": ["member", "responder", "lead", "admin"],
  "followup.snooze": ["member", "responder", "lead", "admin"],
  "note.correct": ["member", "responder", "lead", "admin"],
  "summary.write": ["responder", "lead", "admin"],
  "runbook.start": ["responder", "lead", "admin"],
  "run.request": ["responder", "lead", "admin"],
  "run.cancel": ["responder", "lead", "admin"],
  "step.answer": ["responder", "lead", "admin", "asked"],
  "step.claim": ["member", "responder", "lead", "admin"],
  "step.skip": ["responder", "lead", "admin"],
  "step.inputs": ["responder", "lead", "admin"],
  "run.share": ["responder", "lead", "admin"],
  "finding.pick": ["member", "responder", "lead", "admin"],
  "approval.request": ["responder", "lead", "admin"],
  "approval.decide": ["commander", "lead"],
  "approval.break-glass": ["commander", "lead"],
  "approval.review": ["lead"],
  "act.request": ["responder", "lead", "admin"],
  "rows.export": ["responder", "lead", "admin"],
  "transcript.export": ["responder", "lead", "admin"],
  "incidents.read": ["lead", "admin"],
} as const satisfies Record<string, readonly (Role | "commander" | "asked")[]>;

export type Action = keyof typeof allowed;

export const actions = Object.keys(allowed) as Action[];

const whatItIs: Record<Action, string> = {
  "incident.read": "read incidents or runbooks",
  "incident.declare": "declare an incident",
  "incident.acknowledge": "acknowledge an incident",
  "note.add": "add a note",
  "message.pin": "put a message on the timeline",
  "message.unpin": "take a message off the timeline",
  "incident.take": "take command",
  "incident.assign": "assign a commander",
  "incident.severity": "change the severity",
  "incident.resolve": "resolve an incident",
  "incident.resolve-with-open-steps": "resolve an incident with open steps",
  "incident.reopen": "reopen an incident",
  "incident.snooze": "snooze an incident",
  "incident.escalate": "escalate an incident",
  "incident.merge": "merge incidents",
  "incident.unmerge": "unmerge an incident",
  "alarm.mute": "mute an alarm",
  "alarm.unmute": "unmute an alarm",
  "followup.add": "add a follow-up",
  "followup.done": "close a follow-up",
  "followup.snooze": "snooze a follow-up",
  "note.correct": "correct a note",
  "summary.write": "write the summary",
  "runbook.start": "start a runbook",
  "run.request": "run a step or ask a question",
  "run.cancel": "cancel a run",
  "step.answer": "answer a step",
  "step.claim": "claim a step",
  "step.skip": "skip a step",
  "step.inputs": "change what a step asks with",
  "run.share": "share an answer",
  "finding.pick": "put an answer on the timeline",
  "approval.request": "ask for an approval",
  "approval.decide": "approve or reject",
  "approval.break-glass": "break the glass",
  "approval.review": "review what was done without an approval",
  "act.request": "send an event for your automation",
  "rows.export": "export all rows of an answer",
  "transcript.export": "export a transcript",
  "incidents.read": "look across all incidents",
};

/** What a right may hang on beside roles. */
export interface About {
  commander?: Incident["commander"];
  /** The person to whom this step's question was put. */
  asked?: string;
  /** The incident's channel, and whether it is a private one. */
  private?: boolean;
  channel?: string;
}

/** A private incident is for who is in its channel, whatever their roles; for the others there is none. */
export function mayKnow(actor: Actor, about: Pick<About, "private" | "channel"> | undefined): boolean {
  if (actor.kind === "system" || !about?.private) return true;
  return about.channel !== undefined && (actor.privateChannels ?? []).includes(about.channel);
}

/** The same answer for what is not there and for what somebody may not know of. */
export const unknownIncident = (): NotFoundError =>
  new NotFoundError("This incident is not in the record (any more).");

export function isAllowed(actor: Actor, action: Action, about?: About): boolean {
  if (actor.kind === "system") return true;
  if (!mayKnow(actor, about)) return false;
  const roles: readonly (Role | "commander" | "asked")[] = allowed[action];
  if (roles.includes("commander") && about?.commander?.id === actor.id) return true;
  // Whoever is a guest by now was not meant.
  if (roles.includes("asked") && about?.asked === actor.id && actor.roles.length > 0) return true;
  return actor.roles.some((role) => roles.includes(role));
}

const inWords: Record<string, string> = {
  commander: "the commander",
  asked: "whoever was asked",
  admin: "an admin",
};

/** Throws a ForbiddenError that names the rule and the way on, and a NotFoundError for what they may not know of. */
export function requirePermission(actor: Actor, action: Action, about?: About): void {
  if (isAllowed(actor, action, about)) return;
  if (!mayKnow(actor, about)) throw unknownIncident();
  if (actor.kind === "responder" && actor.roles.length === 0)
    throw new ForbiddenError(
      `Guests, bots and people of other organisations may not ${whatItIs[action]}. Ask a colleague of this workspace to do it.`,
    );
  const roles = (allowed[action] as readonly string[]).filter((role) => role !== "member");
  throw new ForbiddenError(
    `Only ${roles
      .map((role) => inWords[role] ?? `a ${role}`)
      .join(", ")
      .replace(/, ([^,]*)$/, " or $1")} may ${whatItIs[action]}. ` +
      "Ask one of them, or ask an admin to add you under `people` in cairn.yml.",
  );
}

/** Some runbooks are for leads alone, some for anybody in the channel; the front matter says so. */
export function requireRunbookAccess(
  actor: Actor,
  action: Action,
  { title, access }: Pick<Runbook, "title" | "access">,
  about?: About,
): void {
  requirePermission(actor, access.run === "anyone" ? "incident.read" : action, about);
  if (access.run !== "lead" || actor.kind === "system") return;
  if (action === "step.answer" && about?.asked === actor.id) return;
  if (actor.roles.includes("lead") || actor.roles.includes("admin")) return;
  throw new ForbiddenError(`Only a lead may run "${title}": its access says so. Ask a lead.`);
}
