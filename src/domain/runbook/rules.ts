import type { Finding, Severity } from "../finding.ts";
import { raiseSeverity } from "../finding.ts";
import { failedLegs } from "../query/completeness.ts";
import type { Answer } from "../query/query.ts";
import { describeRecorded } from "../recording/recorded.ts";
import { levelAtZero, zeroStands } from "../recording/zero-stands.ts";
import { author, inserted } from "../text/text.ts";
import { answerAmong } from "./among.ts";
import { valuesAfter } from "./answer-values.ts";
import { holds } from "./evaluate-expression.ts";
import { evidenceOf } from "./evidence.ts";
import type { Facts } from "./facts.ts";
import type { ConcludeRule, Condition, Runbook, Step } from "./schema.ts";
import { answerIn, type StepResult } from "./step-result.ts";
import { fillText, type Lookup } from "./template.ts";
import { end } from "./ways.ts";

export interface Conclusion {
  findings: Finding[];
  /** Facts the step adds; a later rule wins over an earlier one. */
  set: Facts;
  /** The most urgent severity that a finding asks for. */
  raise?: Severity;
}

/** Applies every rule that holds, in order. An answer nobody's rule spoke about is still reported. */
export function conclude(step: Step, result: StepResult, facts: Facts): Conclusion {
  const conclusion: Conclusion = { findings: [], set: {} };
  const whole = answerIn(result);
  for (const rule of step.conclude) {
    const spoken = resultAmong(rule, result, facts);
    if (!spoken) continue;
    const lookUp = valuesAfter(spoken, facts);
    const answer = answerIn(spoken);
    const nothing = answer?.rowsBeforeLimit === 0;
    if (!applies(rule.when, lookUp, conclusion.findings.length > 0)) continue;
    for (const [name, path] of Object.entries(rule.set)) {
      const value = lookUp(path);
      if (value !== undefined) conclusion.set[name] = { value, from: `step:${step.id}` };
    }
    if (rule.say === undefined || rule.level === undefined) continue;
    // A zero is not a zero until it is shown that such events are recorded here.
    const atZero = answer && nothing ? levelAtZero(rule.level, answer.completeness) : rule.level;
    // Nor is all well while a part of where it was asked gave no answer.
    const level = atZero === "ok" && failedLegs(answer?.completeness.legs).length > 0 ? "unknown" : atZero;
    conclusion.findings.push({
      stepId: step.id,
      level,
      say: fillText(rule.say, lookUp),
      ...(rule.raise && { raise: rule.raise }),
      ...(answer && whole ? evidenceOf(answer, whole) : { eventIds: [] }),
    });
    if (rule.raise) conclusion.raise = raiseSeverity(conclusion.raise ?? rule.raise, rule.raise);
  }
  // While rounds go on, what they wait for need not be spoken of.
  const over = result.kind !== "repeat" || result.ended !== undefined;
  if (whole && over && conclusion.findings.length === 0) conclusion.findings.push(unspoken(step, whole));
  return conclusion;
}

/** What a rule speaks of: all rows, or those it names. Undefined when it cannot be told which those are. */
function resultAmong({ among }: ConcludeRule, result: StepResult, facts: Facts): StepResult | undefined {
  if (among === undefined || (result.kind !== "query" && result.kind !== "repeat")) return result;
  const answer = answerAmong(result.answer, among, valuesAfter(result, facts));
  return answer && { ...result, answer };
}

function applies(when: Condition | undefined, lookUp: Lookup, spoken: boolean): boolean {
  if (when === undefined) return true;
  return when.op === "otherwise" ? !spoken : holds(when, lookUp);
}

function unspoken(step: Step, answer: Answer): Finding {
  if (answer.rowsBeforeLimit === 0)
    return {
      stepId: step.id,
      level: zeroStands(answer.completeness) ? "note" : "unknown",
      say: answer.completeness.recorded
        ? [inserted(describeRecorded(answer.completeness.recorded))]
        : [author("Nothing was found in what was searched. That does not show that it did not happen.")],
      eventIds: [],
    };
  const rows = answer.rowsBeforeLimit;
  return {
    stepId: step.id,
    level: "note",
    say: [inserted(String(rows)), author(rows === 1 ? " row. Read it." : " rows. Read them: no rule fits.")],
    ...evidenceOf(answer, answer),
  };
}

/**
 * The step after this one: where the first `next` rule that holds leads, else the next in the file. Undefined
 * when the walk is over.
 */
export function nextStep(
  runbook: Pick<Runbook, "steps">,
  step: Step,
  result: StepResult | undefined,
  facts: Facts,
): Step | undefined {
  const returns = step.kind === "finish" ? step.returns : undefined;
  if (step.kind === "finish" && returns === undefined) return undefined;
  const lookUp: Lookup = result ? valuesAfter(result, facts) : () => undefined;
  const rule = result && step.next.find(({ when }) => when === undefined || applies(when, lookUp, false));
  if (rule?.go === end) return undefined;
  const id = rule?.go ?? returns;
  if (id !== undefined) return runbook.steps.find((each) => each.id === id);
  return runbook.steps[runbook.steps.findIndex((each) => each.id === step.id) + 1];
}
