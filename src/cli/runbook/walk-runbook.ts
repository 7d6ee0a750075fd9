import { InputError } from "../../domain/errors.ts";
import { type Finding, raiseSeverity, type Severity } from "../../domain/finding.ts";
import type { Answer, Query, Window } from "../../domain/query/query.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import { missingFacts, type RenderedStep, renderStep } from "../../domain/runbook/render-step.ts";
import type { RepeatStep, Runbook, Step } from "../../domain/runbook/schema.ts";
import type { StepResult } from "../../domain/runbook/step-result.ts";
import { beginWalk, currentStep, settleStep, skipStep } from "../../domain/runbook/walk.ts";
import { approvalInWalk, type Signer, type Word } from "./walk-approval.ts";
import { walkRounds } from "./walk-rounds.ts";

/** What happened at one step of a walk by hand. */
export interface WalkedStep {
  id: string;
  title: string;
  kind: Step["kind"];
  /** Absent when the step was skipped because a fact was missing. */
  rendered?: RenderedStep;
  answer?: Answer;
  /** What was said at an ask or a choice. */
  said?: string;
  /** Why it went as it did, when nobody decided it. */
  remark?: string;
  findings: Finding[];
}

export interface WalkReport {
  steps: WalkedStep[];
  facts: Facts;
  severity: Severity;
  /** Of the finish step; absent when the walk ended without one. */
  outcome?: string;
}

type Ask = (question: { query: Query; window: Window }) => Promise<Answer>;

/** Walks a runbook from its first step to its end. Nobody is asked: `answers` has what they would say, by step. */
export async function walkRunbook(
  runbook: Runbook,
  {
    facts,
    answers,
    ask,
    now,
    rounds = "one",
    signedBy,
  }: {
    facts: Facts;
    answers: ReadonlyMap<string, string>;
    ask: Ask;
    now: Date;
    /** A repeat step is asked once, or as often as it says, with the clock moved on. */
    rounds?: "one" | "all";
    /** Who gives an approval, by step; a lead unless told. */
    signedBy?: ReadonlyMap<string, Signer>;
  },
): Promise<WalkReport> {
  let walk = beginWalk(facts);
  let severity = runbook.severity;
  const steps: WalkedStep[] = [];
  const approved = new Set<string>();
  for (let step = currentStep(runbook, walk); step; step = currentStep(runbook, walk)) {
    const walked: WalkedStep = { id: step.id, title: step.title, kind: step.kind, findings: [] };
    steps.push(walked);
    const missing = missingFacts(step, walk.facts);
    if (missing.length > 0) {
      walked.remark = `Not asked: no earlier step found ${missing.join(", ")}.`;
      walk = skipStep(runbook, walk, step.id).walk;
      continue;
    }
    const rendered = rendering(step, walk.facts, now);
    if (step.kind === "act") {
      const sent = step.risk === "none" || approved.has(step.id);
      const result = actInWalk(rendered, sent, answers.get(step.id), walked);
      const settled = settleStep(runbook, walk, step.id, result);
      walk = settled.walk;
      walked.findings = settled.conclusion.findings;
      severity = raiseSeverity(severity, settled.conclusion.raise);
      continue;
    }
    if (typeof rendered === "string") {
      walked.remark = `Not asked: ${rendered}`;
      walk = skipStep(runbook, walk, step.id).walk;
      continue;
    }
    walked.rendered = rendered;
    if (step.kind === "finish" && rendered.kind === "finish" && step.returns === undefined)
      return { steps, facts: walk.facts, severity, outcome: rendered.outcome };

    const given = answers.get(step.id);
    const word = { says: given ?? "rejected", by: signedBy?.get(step.id) };
    const result =
      step.kind === "repeat"
        ? await roundsOf(step, { facts: walk.facts, now, ask, rounds, given }, walked)
        : step.kind === "approve"
          ? approving(step.id, word, { now, given, walked })
          : await resultOf(rendered, given, ask, walked);
    if (step.kind === "approve" && walked.said === "approved") approved.add(step.for);
    if (!result) {
      walk = skipStep(runbook, walk, step.id).walk;
      continue;
    }
    const settled = settleStep(runbook, walk, step.id, result);
    walk = settled.walk;
    walked.findings = settled.conclusion.findings;
    severity = raiseSeverity(severity, settled.conclusion.raise);
  }
  return { steps, facts: walk.facts, severity };
}

/** Words when the step cannot be asked as things stand, for instance because its window is empty. */
function rendering(step: Step, facts: Facts, now: Date): RenderedStep | string {
  try {
    return renderStep(step, facts, now);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

async function roundsOf(
  step: RepeatStep,
  asking: Parameters<typeof walkRounds>[1],
  walked: WalkedStep,
): Promise<StepResult> {
  const { result, said, remark } = await walkRounds(step, asking);
  walked.answer = result.answer;
  walked.said = said;
  walked.remark = remark;
  return result;
}

/** What cannot be sent counts as failed unless somebody says that it was done by hand. */
function actInWalk(
  rendered: RenderedStep | string,
  sent: boolean,
  given: string | undefined,
  walked: WalkedStep,
): StepResult {
  const why = typeof rendered === "string" ? rendered : sent ? undefined : "It has no approval.";
  if (typeof rendered !== "string") walked.rendered = rendered;
  const result = given === "failed" || (given !== "worked" && why !== undefined) ? "failed" : "worked";
  walked.said = result;
  walked.remark =
    why === undefined
      ? "Shown, not sent: a walk by hand puts nothing on a bus."
      : `It could not be sent. ${why}`;
  return { kind: "act", result };
}

function approving(
  id: string,
  word: Word,
  { now, given, walked }: { now: Date; given: string | undefined; walked: WalkedStep },
): StepResult {
  const { approval, remark } = approvalInWalk(id, word, now);
  walked.said = approval;
  walked.remark =
    given === undefined
      ? `Nobody was asked, so it counts as rejected. Say otherwise with --answer ${id}=approved`
      : remark;
  return { kind: "approve", approval };
}

/** Undefined when nobody chose: then the walk goes on with the next step in the file. */
async function resultOf(
  rendered: RenderedStep,
  given: string | undefined,
  ask: Ask,
  walked: WalkedStep,
): Promise<StepResult | undefined> {
  switch (rendered.kind) {
    case "query":
    case "repeat": {
      walked.answer = await ask(rendered);
      return { kind: "query", answer: walked.answer };
    }
    case "instruct":
      walked.remark = "Shown, not done.";
      return { kind: "instruct" };
    case "approve":
    case "act":
      throw new RangeError(`A step of the kind ${rendered.kind} is not walked here.`);
    case "finish":
      walked.remark = "The called runbook ends here; its caller goes on.";
      return { kind: "finish", outcome: rendered.outcome };
    case "ask":
      walked.said = given ?? rendered.otherwise;
      if (given === undefined)
        walked.remark = `Nobody was asked, so "${rendered.otherwise}" counts. Say otherwise with --answer ${rendered.id}=…`;
      return { kind: "ask", answer: walked.said };
    case "choose":
      if (given === undefined) {
        const ids = rendered.options.map((option) => option.id).join("|");
        walked.remark = `Nobody chose, so the next step follows. Choose with --answer ${rendered.id}=${ids}`;
        return undefined;
      }
      walked.said = given;
      return { kind: "choose", choice: given };
  }
}
