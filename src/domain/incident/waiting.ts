import { type Approval, approvalOn } from "../approval.ts";
import type { Asked } from "../asked.ts";
import { isAllowed } from "../permission.ts";
import type { Actor } from "../responder.ts";
import type { Runbook, Step } from "../runbook/schema.ts";
import type { StepRecord } from "../step.ts";
import type { Incident } from "./incident.ts";

/** Something in an incident that goes on when one person does their part. */
export interface Waiting {
  incident: Incident;
  why: "answer" | "approve" | "review" | "claimed" | "next";
  step: StepRecord;
  title: string;
  kind: Step["kind"];
  /** The message that shows the step. */
  place?: { channel: string; ts: string; threadTs?: string };
  /** What may be answered, where a press is enough. */
  answers?: Readonly<Record<string, string>>;
}

export interface WaitsIn {
  incident: Incident;
  steps: readonly StepRecord[];
  approvals: readonly Approval[];
  /** Of the steps that ask somebody. */
  asked: readonly Asked[];
  runbook: Runbook | undefined;
}

/** What waits for this person in an incident, oldest step first. */
export function waitingIn({ incident, steps, approvals, asked, runbook }: WaitsIn, actor: Actor): Waiting[] {
  if (incident.state === "resolved" || actor.kind === "system" || runbook === undefined) return [];
  const commands = incident.commander?.id === actor.id;
  return steps.flatMap((step) => {
    const definition = runbook.steps.find(({ id }) => id === step.stepId);
    if (definition === undefined) return [];
    const why = whyFor(definition, step);
    return why === undefined
      ? []
      : [
          {
            ...{ incident, why, step, title: definition.title, kind: definition.kind },
            ...(definition.kind === "ask" && { answers: definition.answers }),
            ...(definition.kind === "choose" && { answers: definition.options }),
          },
        ];
  });

  function whyFor(definition: Step, step: StepRecord): Waiting["why"] | undefined {
    const approval = approvalOn(approvals, step.stepId);
    if (approval?.stepId === step.stepId && approval.state === "asked")
      return mayDecide(approval) ? "approve" : undefined;
    if (approval?.stepId === step.stepId && approval.brokenBecause !== null && !approval.reviewedBy)
      return mayReview(approval) ? "review" : undefined;
    if (step.state === "done" || step.state === "skipped" || step.answer) return undefined;
    if (definition.kind === "ask") return isAsked(definition, step) ? "answer" : undefined;
    if (step.state === "queued" || step.state === "running") return undefined;
    if (step.claimed) return isMe(step.claimed.by) ? "claimed" : undefined;
    return commands && incident.nextStep === step.stepId ? "next" : undefined;
  }

  function isAsked(definition: Extract<Step, { kind: "ask" }>, step: StepRecord): boolean {
    const put = asked.find((each) => each.stepId === step.stepId && each.position === step.position);
    if (put?.person) return put.person.id === myId();
    return definition.fallback === "lead" ? hasRole("lead") : commands;
  }

  function mayDecide({ requestedBy }: Approval): boolean {
    return !isMe(requestedBy) && isAllowed(actor, "approval.decide", incident);
  }

  function mayReview({ requestedBy, decidedBy }: Approval): boolean {
    return !isMe(requestedBy) && !isMe(decidedBy) && isAllowed(actor, "approval.review", incident);
  }

  function isMe(ref: Approval["decidedBy"]): boolean {
    return ref?.kind === "responder" && ref.id === myId();
  }

  function myId(): string | undefined {
    return actor.kind === "responder" ? actor.id : undefined;
  }

  function hasRole(role: "lead"): boolean {
    return actor.kind === "responder" && actor.roles.includes(role);
  }
}
