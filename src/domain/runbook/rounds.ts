import { formatDuration } from "../duration.ts";
import type { Answer } from "../query/query.ts";
import { valuesAfter } from "./answer-values.ts";
import { holds } from "./evaluate-expression.ts";
import type { Facts } from "./facts.ts";
import type { RepeatStep } from "./schema.ts";
import type { RepeatEnd } from "./step-blocks.ts";

/** One asking of a repeat step; `held` is false for a round that got no answer. */
export interface Round {
  at: Date;
  held: boolean;
}

type Pace = Pick<RepeatStep, "every" | "inARow" | "atMost">;

/** Does what the step waits for hold of this answer? Never of one that was not read to its end. */
export function roundHolds(step: Pick<RepeatStep, "until">, answer: Answer, facts: Facts): boolean {
  if (answer.completeness.truncated !== undefined) return false;
  return holds(step.until.expression, valuesAfter({ kind: "repeat", answer }, facts));
}

/** How many of the latest rounds held, one after the other. */
export function heldInARow(rounds: readonly Pick<Round, "held">[]): number {
  const lastNot = rounds.findLastIndex(({ held }) => !held);
  return rounds.length - 1 - lastNot;
}

/** When to ask next, or how the rounds ended. Times are those at which the rounds were asked, oldest first. */
export function afterRounds(pace: Pace, rounds: readonly Round[]): { ended: RepeatEnd } | { nextAt: Date } {
  if (rounds.length > 0 && heldInARow(rounds) >= pace.inARow) return { ended: "quiet" };
  const [first] = rounds;
  const last = rounds.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("There was no round yet.");
  const nextAt = new Date(last.at.getTime() + pace.every * 1_000);
  const over = nextAt.getTime() > first.at.getTime() + pace.atMost * 1_000;
  return over ? { ended: "not-quiet" } : { nextAt };
}

/** `every 10m until rows == 0, 3 times in a row, for 2h at most`. */
export function paceWords({ every, until, inARow, atMost }: Pace & { until: string }): string {
  const times = inARow === 1 ? "" : `, ${inARow} times in a row`;
  return `every ${formatDuration(every)} until ${until}${times}, for ${formatDuration(atMost)} at most`;
}
