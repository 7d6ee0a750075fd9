import { type ActorRef, actorName } from "../responder.ts";
import type { Run } from "../run/run.ts";

/** One question that was put more than once. */
export interface AskedTwice {
  title: string;
  times: number;
  /** Names, each once, in the order in which they asked. */
  by: string[];
  firstAt: Date;
  lastAt: Date;
  /** How many of them took the answer of another instead of asking AWS anew. */
  shared: number;
}

/** Questions that people put more than once; rounds and what asks itself again when it has settled do not count. */
export function askedTwice(runs: readonly Run[]): AskedTwice[] {
  const byQuestion = new Map<string, Run[]>();
  for (const run of runs) {
    if (run.again?.why === "round" || run.again?.why === "settled") continue;
    if (run.requestedBy.kind === "system") continue;
    const question = run.again?.first ?? sameQuestion(runs, run);
    byQuestion.set(question, [...(byQuestion.get(question) ?? []), run]);
  }
  return [...byQuestion.values()].flatMap((asked) => {
    const [first] = asked;
    const last = asked.at(-1);
    if (first === undefined || last === undefined || asked.length < 2) return [];
    return [
      {
        ...{ title: first.title, times: asked.length, by: names(asked.map((run) => run.requestedBy)) },
        ...{ firstAt: first.requestedAt, lastAt: last.requestedAt },
        shared: asked.filter(({ sharedRun }) => sharedRun).length,
      },
    ];
  });
}

/** The first run that asks the same, by its key or as the same step of a runbook. */
function sameQuestion(runs: readonly Run[], run: Run): string {
  const same = runs.find(
    (each) =>
      each.id === run.id ||
      (each.questionKey && each.questionKey === run.questionKey) ||
      (each.stepId !== null && each.stepId === run.stepId && each.runbookHash === run.runbookHash),
  );
  return same?.again?.first ?? same?.id ?? run.id;
}

const names = (actors: readonly ActorRef[]): string[] => [...new Set(actors.map(actorName))];
