import type { Finding } from "../../domain/finding.ts";
import type { Answer } from "../../domain/query/query.ts";
import { roundsOf } from "../../domain/run/rounds-of.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import { afterRounds, roundHolds } from "../../domain/runbook/rounds.ts";
import type { RepeatStep } from "../../domain/runbook/schema.ts";
import type { Reads } from "../ports.ts";

export interface JudgedRound {
  round: NonNullable<Run["round"]>;
  after: ReturnType<typeof afterRounds>;
  /** What the latest round that was answered found; undefined when this is the first. */
  told: readonly Finding[] | undefined;
}

/** What a round's answer means for the rounds: whether it held, and whether there is another. */
export async function judgeRound(
  reads: Reads,
  { step, run, answer, facts }: { step: RepeatStep; run: Run; answer: Answer; facts: Facts },
): Promise<JudgedRound> {
  const earlier = roundsOf(await reads.runs(run.incidentId), run).filter(({ id }) => id !== run.id);
  const held = roundHolds(step, answer, facts);
  const rounds = [
    ...earlier.map((each) => ({ at: each.requestedAt, held: each.round?.held ?? false })),
    { at: run.requestedAt, held },
  ];
  return {
    round: { number: rounds.length, held },
    after: afterRounds(step, rounds),
    told: earlier.findLast(({ state }) => state === "done")?.findings,
  };
}
