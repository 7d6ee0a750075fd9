import type { ActionsBlock } from "@slack/types";
import type { Approval } from "../../domain/approval.ts";
import { InputError } from "../../domain/errors.ts";
import { actorName } from "../../domain/responder.ts";
import { eventDetail } from "../../domain/runbook/event-detail.ts";
import type { ActStep, ApproveStep, InstructStep } from "../../domain/runbook/schema.ts";
import { fillText, type Lookup } from "../../domain/runbook/template.ts";
import type { StepRecord } from "../../domain/step.ts";
import { actionIds } from "../ids.ts";
import { type Block, bold, bullets, button, foreign, line, lines, moment, value, words } from "./blocks.ts";
import { commandsToCopy } from "./commands-to-copy.ts";
import { segments } from "./segments.ts";

interface Body {
  blocks: Block[];
  buttons: ActionsBlock["elements"];
}

/** Enough of a content hash to tell requests apart; buttons carry as much. */
const shownHash = 16;

/** What is to be approved, exactly, and where its approval stands. */
export function approveBody(
  { step, approval, over }: { step: StepRecord; approval: Approval | undefined; over: boolean },
  definition: ApproveStep,
  known: Lookup,
): Body {
  const blocks = [
    lines(line(segments(fillText(definition.question, known)))),
    ...(definition.what ? targetBlocks(definition.what, known) : []),
    ...standing(step, approval),
  ];
  if (over) return { blocks, buttons: reviewButton(step, approval) };
  return { blocks, buttons: [...decisions(step, approval), ...reviewButton(step, approval)] };
}

/** The event or the commands that an approval is about. */
export function targetBlocks(what: ActStep | InstructStep, known: Lookup): Block[] {
  const copy = commandsToCopy(what.copy ?? [], known);
  if (what.kind === "instruct") return [lines(line(bold(what.title))), ...copy];
  return [
    lines(line(bold("Event for your automation: "), words(what.event, { code: true }))),
    ...detailBlocks(what, known),
    ...(copy.length > 0 ? [lines(line(bold("The same by hand"))), ...copy] : []),
  ];
}

function detailBlocks(what: ActStep, known: Lookup): Block[] {
  try {
    const items = Object.entries(eventDetail(what.detail, known)).map(([name, told]) =>
      line(words(`${name}: `), value(Array.isArray(told) ? told.join(", ") : String(told), 300)),
    );
    return items.length > 0 ? [bullets(items)] : [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [lines(line(foreign(error.message, 300)))];
  }
}

function standing({ state, answer }: StepRecord, approval: Approval | undefined): Block[] {
  if (approval === undefined) return [lines(line(words("Nobody has asked for this approval yet.")))];
  const asked = line(
    words("Asked by "),
    foreign(actorName(approval.requestedBy), 80),
    words(" · "),
    moment(approval.requestedAt),
    words(` · content ${approval.contentHash.slice(0, shownHash)}`),
  );
  if (state !== "done" || answer === null) {
    if (approval.state === "asked")
      return [
        lines(
          asked,
          line(
            words("The commander or a lead decides, never who asked. Good until "),
            moment(approval.expiresAt),
          ),
        ),
      ];
    return [lines(asked, line(words(overWords[approval.state] ?? "", { italic: true })))];
  }
  return [lines(asked, decision(approval), ...glass(approval))];
}

const overWords: Partial<Record<Approval["state"], string>> = {
  expired: "Nobody decided within 15 minutes. Ask again when it is still needed.",
  void: "What it is about has changed since: the request is void. Read it again, then ask anew.",
};

function decision({ decidedBy, decidedAt, state, expiresAt }: Approval) {
  const said = state === "rejected" ? "Rejected" : "Approved";
  const until = state === "approved" ? [words(" · good until "), ...moment(expiresAt)] : [];
  const remark =
    state === "void" || state === "expired" ? [words(` · ${state} since`, { italic: true })] : [];
  return line(
    bold(said),
    words(" by "),
    foreign(decidedBy ? actorName(decidedBy) : "nobody", 80),
    ...(decidedAt ? [words(" · "), ...moment(decidedAt)] : []),
    ...until,
    ...remark,
  );
}

function glass({ brokenBecause, reviewedBy }: Approval) {
  if (brokenBecause === null) return [];
  return [
    line(bold("🚨 The glass was broken"), words(": no second person. Reason: "), foreign(brokenBecause, 500)),
    line(
      reviewedBy
        ? [words("Reviewed by "), foreign(actorName(reviewedBy), 80)]
        : words("Another lead must still review this."),
    ),
  ];
}

function decisions(step: StepRecord, approval: Approval | undefined): ActionsBlock["elements"] {
  if (step.state !== "waiting") return [];
  const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version };
  if (approval?.state !== "asked")
    return [button(actionIds.askApproval, "Ask for the approval", ref, { style: "primary" })];
  const seen = { ...ref, rest: approval.contentHash.slice(0, shownHash) };
  return [
    button(
      `${actionIds.decide}:0`,
      "Approve",
      { ...seen, value: "approved" },
      {
        style: "primary",
        confirm: {
          title: "Approve exactly this?",
          text: "It may be done once within the next 15 minutes. If anything of it changes, your approval is void.",
          yes: "Approve",
        },
      },
    ),
    button(`${actionIds.decide}:1`, "Reject", { ...seen, value: "rejected" }, { style: "danger" }),
    button(actionIds.breakGlass, "Break the glass…", seen),
  ];
}

function reviewButton(step: StepRecord, approval: Approval | undefined): ActionsBlock["elements"] {
  if (approval?.brokenBecause == null || approval.reviewedBy !== null) return [];
  return [button(actionIds.reviewGlass, "Review…", { incidentId: step.incidentId, stepId: step.stepId })];
}
