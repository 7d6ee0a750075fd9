import type { Request, RequestHandler, Response } from "express";
import { ForbiddenError } from "../../domain/errors.ts";
import { parseShortId } from "../../domain/incident/incident.ts";
import { unknownIncident } from "../../domain/permission.ts";
import { auditRefusal } from "../../flows/audit-refusal.ts";
import { type Visitor, visitorOf } from "../sign-in/session.ts";
import type { PageDesk } from "./desk.ts";

export type Visit = (visitor: Visitor, request: Request, response: Response) => Promise<void>;

/** Lets whoever is signed in pass and sends the others to sign in; what they are refused is kept. */
export function signedIn(desk: PageDesk, visit: Visit): RequestHandler {
  return async (request, response) => {
    const visitor = await visitorOf(desk, request);
    if (visitor === undefined) {
      const back = request.method === "GET" ? request.originalUrl : "/incidents";
      return response.redirect(303, `/sign-in?${new URLSearchParams({ back }).toString()}`);
    }
    try {
      await visit(visitor, request, response);
    } catch (error) {
      if (error instanceof ForbiddenError)
        await auditRefusal(desk.ports, {
          ...{ actor: visitor.actor, action: "page.read", incidentId: null, error },
        });
      throw error;
    }
  };
}

export function numberIn(request: Request): number {
  const number = parseShortId(String(request.params.id));
  if (number === undefined) throw unknownIncident();
  return number;
}
