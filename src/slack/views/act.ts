import type { ActionsBlock } from "@slack/types";
import type { Approval } from "../../domain/approval.ts";
import { actorName } from "../../domain/responder.ts";
import { results } from "../../domain/runbook/act-blocks.ts";
import type { ActStep } from "../../domain/runbook/schema.ts";
import { fillText, type Lookup } from "../../domain/runbook/template.ts";
import type { StepRecord } from "../../domain/step.ts";
import { actionIds } from "../ids.ts";
import { targetBlocks } from "./approve.ts";
import { type Block, bold, button, foreign, line, lines, moment, words } from "./blocks.ts";
import { segments } from "./segments.ts";

export interface ActToShow {
  step: StepRecord;
  approval: Approval | undefined;
  /** Why the event did not go out, or may not have. */
  trouble: string | undefined;
}

/** An event for the customer's automation: what it says, whether it went out, and how people see what it did. */
export function actBody(
  { step, approval, trouble }: ActToShow,
  definition: ActStep,
  known: Lookup,
): { blocks: Block[]; buttons: ActionsBlock["elements"] } {
  const check = line(bold("How to check: "), segments(fillText(definition.check, known), 800));
  const about = targetBlocks(definition, known);
  const buttons = step.answer ? [] : buttonsFor(step, definition, approval);
  if (step.answer)
    return { blocks: [...about, lines(line(said(step)), line(words("By "), by(step)))], buttons };
  const standing: Record<string, Block[]> = {
    ready: [lines(approved(definition, approval))],
    queued: [lines(line(bold("On its way"), words(" to the bus.")))],
    waiting: [lines(line(bold("Sent."), words(" What it did, only you can see.")), check)],
    unknown: [
      lines(
        line(
          bold("Outcome unknown"),
          words(": "),
          foreign(trouble ?? "the answer of the bus got lost.", 800),
        ),
        line(words("It is never sent again by itself. Look first:")),
        check,
      ),
    ],
    failed: [lines(line(bold("Not sent"), words(": "), foreign(trouble ?? "the reason was not kept", 800)))],
  };
  return { blocks: [...about, ...(standing[step.state] ?? [])], buttons };
}

const said = ({ answer }: StepRecord) => bold(answer?.value === "failed" ? results.failed : results.worked);
const by = ({ answer }: StepRecord) => [
  foreign(answer ? actorName(answer.by) : "nobody", 80),
  ...(answer ? [words(" · "), ...moment(answer.at)] : []),
];

function approved({ risk }: ActStep, approval: Approval | undefined) {
  if (risk === "none") return line(words("It changes nothing, so it needs no approval."));
  if (approval?.state !== "approved") return line(words("It needs an approval that is good now."));
  return line(
    words("Approved by "),
    foreign(approval.decidedBy ? actorName(approval.decidedBy) : "nobody", 80),
    words(approval.brokenBecause === null ? "" : " (the glass was broken)"),
    words(" · good until "),
    moment(approval.expiresAt),
  );
}

function buttonsFor(
  step: StepRecord,
  { risk, event }: ActStep,
  approval: Approval | undefined,
): ActionsBlock["elements"] {
  const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version };
  const send = button(actionIds.act, step.state === "ready" ? "Send the event" : "Send it again", ref, {
    style: "danger",
    confirm: {
      title: "Send the event?",
      text: `Your automation gets "${event}" once. Cairn cannot take it back.`,
      yes: "Send",
    },
  });
  const again = button(actionIds.askApproval, "Ask for a new approval", ref);
  const byHand = button(actionIds.answerWithNote, "Done by hand…", { ...ref, value: "worked" });
  const words = Object.entries(results).map(([value, label], index) =>
    button(`${actionIds.answer}:${index}`, label, { ...ref, value }),
  );
  const usable = risk === "none" || approval?.state === "approved";
  switch (step.state) {
    case "ready":
    case "failed":
      return [usable ? send : again, byHand];
    case "waiting":
      return words;
    case "unknown":
      return [...words, risk === "none" ? send : again];
    default:
      return [];
  }
}
