import { CairnError, ConflictError, ForbiddenError, NotFoundError } from "../../domain/errors.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Show } from "../../flows/ports.ts";
import type { Ref } from "../ids.ts";
import type { Desk } from "./desk.ts";

export interface Attempt {
  /** What was tried, as a person would name it; kept with a refusal. */
  what: string;
  personId: string;
  actor?: Actor;
  ref?: Ref;
}

/**
 * What to tell the person whose wish failed. A refusal is kept in the audit, an out-of-date message is shown anew,
 * and a bug gets an id that can be found in the log.
 */
export async function troubleWords(desk: Desk, error: unknown, attempt: Attempt): Promise<string> {
  if (!(error instanceof CairnError)) {
    const id = desk.newId().slice(0, 8);
    desk.log.error({ err: error, id, what: attempt.what, person: attempt.personId }, "Something went wrong");
    return `Something went wrong, and it is our fault. Tell whoever runs Cairn this number: ${id}.`;
  }
  await followUp(desk, error, attempt).catch((err: unknown) =>
    desk.log.warn({ err, what: attempt.what }, "What follows a refusal failed"),
  );
  return error.message;
}

async function followUp({ flows }: Desk, error: CairnError, { actor, what, ref }: Attempt): Promise<void> {
  const incidentId = ref?.incidentId;
  if (error instanceof ForbiddenError && actor)
    await flows.auditRefusal({ actor, action: what, incidentId: incidentId ?? null, error });
  if ((error instanceof ConflictError || error instanceof NotFoundError) && incidentId !== undefined)
    await flows.refresh(shownBy({ ...ref, incidentId }));
}

function shownBy(ref: Ref & { incidentId: string }): Show[] {
  const { incidentId, stepId } = ref;
  return [
    { show: "incident", incidentId },
    ...(stepId === undefined ? [] : [{ show: "step" as const, incidentId, stepId }]),
  ];
}
