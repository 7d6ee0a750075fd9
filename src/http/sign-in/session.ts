import type { Request, Response } from "express";
import { ForbiddenError } from "../../domain/errors.ts";
import type { Actor } from "../../domain/responder.ts";
import type { PageDesk } from "../pages/desk.ts";
import type { Reader } from "../pages/layout.ts";

export type SignedIn = Extract<Actor, { kind: "responder" }>;

export interface Visitor {
  actor: SignedIn;
  reader: Reader;
  token: string;
}

/** A working day: whoever comes back tomorrow signs in again. */
const sessionHours = 12;

/** Signs a browser in as somebody; an earlier session of the same browser ends. */
export async function openSession(
  desk: Pick<PageDesk, "ports" | "sessions" | "secrets" | "cookies" | "teamId">,
  request: Request,
  response: Response,
  personId: string,
): Promise<void> {
  const { sessions, secrets, cookies, teamId } = desk;
  await requireColleague(desk, personId);
  const before = cookies.read(request, "session");
  if (before !== undefined) await sessions.dropSession(secrets.hashed(before));
  const token = secrets.newToken();
  const openedAt = desk.ports.clock();
  const expiresAt = new Date(openedAt.getTime() + sessionHours * 3_600_000);
  await sessions.keepSession(secrets.hashed(token), { personId, teamId, openedAt, expiresAt });
  cookies.write(response, "session", token, sessionHours * 3_600);
}

/** Who asks, with the rights they have at this moment; undefined when nobody is signed in. */
export async function visitorOf(desk: PageDesk, request: Request): Promise<Visitor | undefined> {
  const token = desk.cookies.read(request, "session");
  if (token === undefined) return undefined;
  const session = await desk.sessions.session(desk.secrets.hashed(token), desk.ports.clock());
  // A session of another workspace is left over from before Cairn was moved.
  if (session === undefined || session.teamId !== desk.teamId) return undefined;
  const actor = await requireColleague(desk, session.personId);
  const lead = actor.roles.includes("lead") || actor.roles.includes("admin");
  const { zone } = desk.ports.settings;
  const reader = { name: actor.name, lead, formKey: desk.secrets.formKey(token), zone };
  return { actor, token, reader };
}

async function requireColleague({ ports }: Pick<PageDesk, "ports">, personId: string): Promise<SignedIn> {
  const actor = await ports.people.actor(personId);
  if (actor.kind === "responder" && actor.roles.length > 0) return actor;
  throw new ForbiddenError(
    "These pages are for colleagues of this workspace, not for guests, bots and people of other organisations.",
  );
}
