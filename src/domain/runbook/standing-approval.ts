import { type Approval, approvalOn } from "../approval.ts";
import { InputError } from "../errors.ts";
import { approvalHash } from "./approval-content.ts";
import type { Facts } from "./facts.ts";
import type { Runbook } from "./schema.ts";

/** The newest word on a step as it stands: void once what it is about is not the same any more, said or not. */
export function standingApproval(
  approvals: readonly Approval[],
  stepId: string,
  runbook: Runbook | undefined,
  facts: Facts,
): Approval | undefined {
  const approval = approvalOn(approvals, stepId);
  if (approval === undefined || (approval.state !== "asked" && approval.state !== "approved"))
    return approval;
  const step = runbook?.steps.find(({ id }) => id === approval.stepId);
  const same = runbook && step?.kind === "approve" && hashNow(runbook, step, facts) === approval.contentHash;
  return same ? approval : { ...approval, state: "void" };
}

function hashNow(...about: Parameters<typeof approvalHash>): string | undefined {
  try {
    return approvalHash(...about);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return undefined;
  }
}
