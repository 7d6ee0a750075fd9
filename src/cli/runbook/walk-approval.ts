import { askApproval, decideApproval } from "../../domain/approval.ts";
import { ForbiddenError, InputError } from "../../domain/errors.ts";
import type { Actor, Role } from "../../domain/responder.ts";

/** Who signs in a walk by hand: a role, or whoever asked. */
export const signers = ["member", "responder", "lead", "admin", "commander", "requester"] as const;
export type Signer = (typeof signers)[number];

/** What somebody says at an approve step. */
export interface Word {
  says: string;
  by?: Signer | undefined;
}

/**
 * Would this word count? By the same rules as in a thread. `says` that nobody gave is a rejection: what is not approved
 * is not done.
 */
export function approvalInWalk(
  stepId: string,
  { says, by = "lead" }: Word,
  now: Date,
): { approval: "approved" | "rejected"; remark?: string } {
  if (says !== "approved" && says !== "rejected")
    throw new InputError(`"${says}" is no word on the approval ${stepId}: say approved or rejected.`);
  const request = { id: "walk", incidentId: "walk", stepId, forStep: "", contentHash: "" };
  const asked = askApproval(request, signer("requester"), now);
  const incident = { commander: { id: "commander", name: "commander" } };
  try {
    const { state } = decideApproval(asked, says, { actor: signer(by), incident, contentHash: "", now });
    return { approval: state === "approved" ? "approved" : "rejected" };
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
    return { approval: "rejected", remark: `Not taken from the ${by}: ${error.message}` };
  }
}

function signer(who: Signer): Actor {
  const roles: Role[] = who === "requester" || who === "commander" ? ["member", "responder"] : [who];
  return { kind: "responder", id: who, name: who, roles };
}
