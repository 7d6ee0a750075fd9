import type { Finding } from "../../domain/finding.ts";
import { type Compared, differenceOf, firstOf } from "../../domain/query/difference.ts";
import { differenceWords } from "../../domain/query/difference-words.ts";
import type { Answer } from "../../domain/query/query.ts";
import type { KeptDifference, Run } from "../../domain/run/run.ts";
import type { KeptRows, Reads } from "../ports.ts";

const keptOfEach = 20;

/** The answer that a run's answer follows on, when it puts a question again. */
export async function previousAnswer(
  reads: Reads,
  { again }: Run,
): Promise<{ run: Run; kept: KeptRows } | undefined> {
  if (!again) return undefined;
  const run = await reads.run(again.previous);
  const kept = await reads.rows(again.previous);
  return run?.state === "done" && kept ? { run, kept } : undefined;
}

/** What came and went, as it is kept with the new answer. */
export function compareAnswers({ run, kept }: { run: Run; kept: KeptRows }, answer: Answer): KeptDifference {
  const before: Compared = {
    ...kept,
    rowsBeforeLimit: kept.rowsBeforeLimit ?? kept.rows.length,
    matched: run.completeness?.matched ?? kept.rows.length,
  };
  const after: Compared = { ...answer, matched: answer.completeness.matched };
  const difference = differenceOf(run.query, before, after);
  const { came, went, changed } = difference;
  const since = run.endedAt ?? run.requestedAt;
  return {
    ...firstOf(difference, keptOfEach),
    counts: { came: came.length, went: went.length, changed: changed.length },
    words: differenceWords(difference, { from: run.query.from, since, before, after }),
  };
}

/** Findings that say something which the earlier ones did not: another sentence, or another level. */
export function newFindings(findings: readonly Finding[], told: readonly Finding[]): Finding[] {
  const known = new Set(told.map(likeness));
  return findings.filter((finding) => !known.has(likeness(finding)));
}

// Values change from answer to answer; what the author says of them does not.
const likeness = ({ level, say }: Finding): string =>
  JSON.stringify([level, say.map((part) => ("author" in part ? part.author : null))]);
