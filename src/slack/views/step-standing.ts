import type { ActionsBlock } from "@slack/types";
import { actorName } from "../../domain/responder.ts";
import { isQuestion, type Step } from "../../domain/runbook/schema.ts";
import type { StepRecord } from "../../domain/step.ts";
import { actionIds } from "../ids.ts";
import { type Block, bold, button, foreign, line, lines, moment, words } from "./blocks.ts";

type Buttons = ActionsBlock["elements"];

/** Who is on a step that is not over. */
export function claimBlocks({ claimed, state }: StepRecord): Block[] {
  if (!claimed || state === "done" || state === "skipped") return [];
  return [
    lines(
      line(
        words("🙋 "),
        bold("Claimed"),
        words(" by "),
        foreign(actorName(claimed.by), 80),
        words(" · "),
        moment(claimed.at),
      ),
    ),
  ];
}

/** Who left a step out, and why. */
export function skipBlocks({ skipped, state }: StepRecord): Block[] {
  if (state !== "skipped") return [];
  if (!skipped) return [lines(line(words("This step was left out.", { italic: true })))];
  return [
    lines(
      line(
        bold("Skipped"),
        words(" by "),
        foreign(actorName(skipped.by), 80),
        words(" · "),
        moment(skipped.at),
      ),
      line(words("Because: "), foreign(skipped.reason, 500)),
    ),
  ];
}

const leaves: ReadonlySet<Step["kind"]> = new Set(["query", "repeat", "instruct", "ask", "choose"]);
/** What somebody does; a question to people is theirs who are asked. */
const claims: ReadonlySet<Step["kind"]> = new Set(["query", "repeat", "instruct"]);

/** What else can be done with a step that somebody has yet to do; its own buttons come first. */
export function standingButtons(step: StepRecord, definition: Step): Buttons {
  const { incidentId, stepId, version, state, runId, claimed } = step;
  const ref = { incidentId, stepId, version };
  const betweenRounds = state === "waiting" && runId !== null;
  const isOpen = ["ready", "waiting", "failed", "cancelled", "unknown"].includes(state) && !betweenRounds;
  const change =
    isQuestion(definition) &&
    (isOpen || state === "skipped" || (state === "done" && definition.kind === "query"));
  // An event that may have gone out is told of, not left out.
  const skippable =
    isOpen &&
    (definition.kind === "act" ? state === "ready" || state === "failed" : leaves.has(definition.kind));
  const claimable = claims.has(definition.kind) && (isOpen || state === "queued" || state === "running");
  return [
    ...(change ? [button(actionIds.changeInputs, "Change inputs…", ref)] : []),
    ...(claimable
      ? [claimed ? button(actionIds.release, "Release", ref) : button(actionIds.claim, "Claim", ref)]
      : []),
    ...(skippable ? [button(actionIds.skip, "Skip…", ref)] : []),
  ];
}
