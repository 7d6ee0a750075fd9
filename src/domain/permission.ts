import { ForbiddenError } from "./errors.ts";
import type { Incident } from "./incident.ts";
import type { Actor, Role } from "./responder.ts";
import type { Runbook } from "./runbook/schema.ts";

/** Who may do what (design: Who may). `commander` is whoever took this incident. */
const allowed = {
  "incident.read": ["member", "responder", "lead", "admin"],
  "incident.declare": ["member", "responder", "lead", "admin"],
  "incident.acknowledge": ["member", "responder", "lead", "admin"],
  "note.add": ["member", "responder", "lead", "admin"],
  "incident.take": ["responder", "lead", "admin"],
  "incident.assign": ["commander", "lead", "admin"],
  "incident.severity": ["responder", "lead", "admin"],
  "incident.resolve": ["responder", "lead", "admin"],
  "incident.resolve-with-open-steps": ["commander", "lead", "admin"],
  "incident.reopen": ["responder", "lead", "admin"],
  "runbook.start": ["responder", "lead", "admin"],
  "run.request": ["responder", "lead", "admin"],
  "run.cancel": ["responder", "lead", "admin"],
  "step.answer": ["responder", "lead", "admin"],
  "rows.export": ["responder", "lead", "admin"],
  "transcript.export": ["responder", "lead", "admin"],
} as const satisfies Record<string, readonly (Role | "commander")[]>;

export type Action = keyof typeof allowed;

export const actions = Object.keys(allowed) as Action[];

const whatItIs: Record<Action, string> = {
  "incident.read": "read incidents or runbooks",
  "incident.declare": "declare an incident",
  "incident.acknowledge": "acknowledge an incident",
  "note.add": "add a note",
  "incident.take": "take command",
  "incident.assign": "assign a commander",
  "incident.severity": "change the severity",
  "incident.resolve": "resolve an incident",
  "incident.resolve-with-open-steps": "resolve an incident with open steps",
  "incident.reopen": "reopen an incident",
  "runbook.start": "start a runbook",
  "run.request": "run a step or ask a question",
  "run.cancel": "cancel a run",
  "step.answer": "answer a step",
  "rows.export": "export all rows of an answer",
  "transcript.export": "export a transcript",
};

export function isAllowed(actor: Actor, action: Action, incident?: Pick<Incident, "commander">): boolean {
  if (actor.kind === "system") return true;
  const roles: readonly (Role | "commander")[] = allowed[action];
  if (roles.includes("commander") && incident?.commander?.id === actor.id) return true;
  return actor.roles.some((role) => roles.includes(role));
}

/** Throws a ForbiddenError that names the rule and the way on. */
export function requirePermission(
  actor: Actor,
  action: Action,
  incident?: Pick<Incident, "commander">,
): void {
  if (isAllowed(actor, action, incident)) return;
  if (actor.kind === "responder" && actor.roles.length === 0)
    throw new ForbiddenError(
      `Guests, bots and people of other organisations may not ${whatItIs[action]}. Ask a colleague of this workspace to do it.`,
    );
  const roles = (allowed[action] as readonly string[]).filter((role) => role !== "member");
  throw new ForbiddenError(
    `Only ${roles
      .map((role) => (role === "commander" ? "the commander" : `a ${role}`.replace("a admin", "an admin")))
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
): void {
  requirePermission(actor, access.run === "anyone" ? "incident.read" : action);
  if (access.run !== "lead" || actor.kind === "system") return;
  if (actor.roles.includes("lead") || actor.roles.includes("admin")) return;
  throw new ForbiddenError(`Only a lead may run "${title}": its access says so. Ask a lead.`);
}
