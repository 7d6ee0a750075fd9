import type { Answer, Query, Window } from "../../domain/query/query.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import { renderStep } from "../../domain/runbook/render-step.ts";
import { afterRounds, paceWords, type Round, roundHolds } from "../../domain/runbook/rounds.ts";
import type { RepeatStep } from "../../domain/runbook/schema.ts";
import { type RepeatEnd, repeatEnds } from "../../domain/runbook/step-blocks.ts";
import type { StepResult } from "../../domain/runbook/step-result.ts";

export interface WalkedRounds {
  result: Extract<StepResult, { kind: "repeat" }>;
  said: RepeatEnd;
  remark: string;
}

/**
 * The rounds of a repeat step: all of them, with the clock moved on from round to round, where what is asked is staged;
 * one where it is real. `given` says how it ended when nobody shall find out.
 */
export async function walkRounds(
  step: RepeatStep,
  {
    facts,
    now,
    ask,
    rounds,
    given,
  }: {
    facts: Facts;
    now: Date;
    ask: (question: { query: Query; window: Window }) => Promise<Answer>;
    rounds: "one" | "all";
    given: string | undefined;
  },
): Promise<WalkedRounds> {
  const asked: Round[] = [];
  let at = now;
  for (;;) {
    const rendered = renderStep(step, facts, at);
    if (rendered.kind !== "repeat") throw new RangeError("A repeat step is rendered as one.");
    const answer = await ask(rendered);
    const held = roundHolds(step, answer, facts);
    asked.push({ at, held });
    const after = afterRounds(step, asked);
    const ended = isEnd(given) ? given : "ended" in after ? after.ended : undefined;
    if (ended === undefined && rounds === "all" && "nextAt" in after) {
      at = after.nextAt;
      continue;
    }
    const said = ended ?? (held ? "quiet" : "not-quiet");
    const pace = paceWords({ ...step, until: step.until.text });
    const times = asked.length === 1 ? "once" : `${asked.length} times`;
    const remark = `Asked ${times}; a thread asks ${pace}.`;
    return { result: { kind: "repeat", answer, ended: said }, said, remark };
  }
}

const isEnd = (given: string | undefined): given is RepeatEnd =>
  given !== undefined && Object.hasOwn(repeatEnds, given);
