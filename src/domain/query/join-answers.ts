import { answerRows } from "./answer-rows.ts";
import { missingLegs, reasons } from "./completeness.ts";
import type { Evaluation, EvaluationResult } from "./evaluate.ts";
import type { Answer, Completeness, Leg } from "./query.ts";

/** What one account gave: its answer, or only what was read of it before it failed. */
interface Part {
  answer?: Answer;
  evaluations: readonly Evaluation[];
}

/**
 * One answer of several that shared a joint. `whole` has the rows of all; counts are added up, and what one of them
 * left out is left out of all.
 */
export function joinAnswers(whole: EvaluationResult, parts: readonly Part[], legs: Leg[]): Answer {
  const answers = parts.flatMap(({ answer }) => answer ?? []);
  const [first] = answers;
  if (first === undefined) throw new RangeError("Nobody answered.");
  const all = answers.map(({ completeness }) => completeness);
  const broken = parts
    .filter(({ answer }) => answer === undefined)
    .flatMap(({ evaluations }) => evaluations.map((evaluation) => evaluation.result()));
  const counts = [...all, ...broken];
  const sum = (name: "scanned" | "matched" | "duplicatesDropped" | "servicesHidden") =>
    counts.reduce((total, each) => total + each[name], 0);
  const newest = counts.flatMap(({ newestEvent }) => newestEvent?.getTime() ?? []);
  const settles = all.map(({ settlesAt }) => settlesAt.getTime());
  const logs = unique(all.flatMap((each) => each.logs ?? []));
  const { redacted } = whole;
  return {
    ...answerRows(whole),
    completeness: {
      ...first.completeness,
      accounts: unique(all.flatMap(({ accounts }) => accounts)),
      regions: unique(all.flatMap(({ regions }) => regions)),
      ...(logs.length > 0 && { logs }),
      pagesRead: all.reduce((total, { pagesRead }) => total + pagesRead, 0),
      scanned: sum("scanned"),
      matched: sum("matched"),
      duplicatesDropped: sum("duplicatesDropped"),
      servicesHidden: sum("servicesHidden"),
      truncated: reasons(missingLegs(legs), ...unique(all.flatMap((each) => ownReason(each) ?? []))),
      newestEvent: newest.length > 0 ? new Date(Math.max(...newest)) : undefined,
      settlesAt: new Date(Math.max(...settles)),
      settled: all.every(({ settled }) => settled),
      notes: [
        ...unique(all.flatMap(({ notes }) => notes)).filter((note) => !countsRedacted.test(note)),
        ...(redacted > 0 ? [`${redacted} value${redacted === 1 ? "" : "s"} redacted.`] : []),
      ],
      legs,
    },
  };
}

/** Said by each of the rows as they were when it was done, which are the same rows. */
const countsRedacted = /^\d+ values? redacted\.$/;

/** Why it stopped early, apart from the legs that it misses. */
function ownReason({ legs, truncated }: Completeness): string | undefined {
  const missing = missingLegs(legs);
  if (missing === undefined || truncated === undefined) return truncated;
  return truncated === missing ? undefined : truncated.slice(missing.length + 2);
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
