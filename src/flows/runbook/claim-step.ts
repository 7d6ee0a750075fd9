import { ConflictError, ForbiddenError } from "../../domain/errors.ts";
import { isAllowed } from "../../domain/permission.ts";
import { type Actor, actorName, actorRef } from "../../domain/responder.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { Ports } from "../ports.ts";
import { sayStep } from "./say-step.ts";
import { stepToChange } from "./step-to-change.ts";

type Needs = Pick<Ports, "store" | "clock" | "runbooks">;

interface Wanted {
  incidentId: string;
  stepId: string;
  actor: Actor;
}

/** Tells the others who is on a step. It stops nobody: whoever runs it all the same is named as who ran it. */
export async function claimStep({ store, clock, runbooks }: Needs, wanted: Wanted): Promise<void> {
  await store.transaction(async (tx) => {
    const { step, record } = await stepToChange(tx, runbooks, { ...wanted, action: "step.claim" });
    requireUnended(record);
    const { claimed } = record;
    const by = actorRef(wanted.actor);
    if (claimed)
      throw new ConflictError(
        isSame(claimed.by, by)
          ? "You have this step already."
          : `${actorName(claimed.by)} has this step already. Ask them to release it, or take another one.`,
      );
    const now = clock();
    await tx.saveClaim(record, { by, at: now });
    const body = { step: step.id, title: step.title };
    await tx.record(wanted.incidentId, { actor: by, action: "step.claim", body }, now);
    await sayStep(tx, record);
  });
}

/** Gives a step back: whoever has it, or the commander or a lead when they are gone. */
export async function releaseStep({ store, clock, runbooks }: Needs, wanted: Wanted): Promise<void> {
  await store.transaction(async (tx) => {
    const { incident, step, record } = await stepToChange(tx, runbooks, { ...wanted, action: "step.claim" });
    const { claimed } = record;
    if (!claimed) throw new ConflictError("Nobody has this step.");
    const by = actorRef(wanted.actor);
    const theirs = isSame(claimed.by, by);
    if (!theirs && !isAllowed(wanted.actor, "incident.assign", incident))
      throw new ForbiddenError(
        `Only ${actorName(claimed.by)}, the commander or a lead may release this step. Whoever may run it can run it all the same.`,
      );
    const now = clock();
    await tx.saveClaim(record, null);
    const body = { step: step.id, title: step.title, ...(theirs ? {} : { from: actorName(claimed.by) }) };
    await tx.record(wanted.incidentId, { actor: by, action: "step.release", body }, now);
    await sayStep(tx, record);
  });
}

function requireUnended({ state }: StepRecord): void {
  if (state === "done" || state === "skipped")
    throw new ConflictError(`There is nothing to do in this step any more: it is ${state}.`);
}

type Ref = ReturnType<typeof actorRef>;
const isSame = (one: Ref, other: Ref): boolean =>
  one.kind === other.kind && (one.kind === "system" || other.kind === "system" || one.id === other.id);
