import { CairnError } from "../../domain/errors.ts";
import type { Answer, Completeness, QueryEngineName } from "../../domain/query/query.ts";
import { allRecorded, type Recorded } from "../../domain/recording/recorded.ts";
import type { Run } from "../../domain/run/run.ts";
import { isWhatChanged } from "../../domain/run/what-changed.ts";
import type { Ports } from "../ports.ts";

type Asked = Pick<Run, "stepId" | "title" | "query" | "window" | "account" | "regions" | "targets">;

/** Longer than this nobody waits for a word about an answer that is there. */
const patienceMs = 10_000;

/**
 * An answer in which nothing was found, with whether such events are recorded there at all. What changed before an alarm
 * is told so in any case: a hole in the trail is what an intruder leaves.
 */
export async function withRecorded(
  { coverage }: Pick<Ports, "coverage">,
  run: Asked,
  { askedBy, signal }: { askedBy: Parameters<Ports["coverage"]>[0]["askedBy"]; signal: AbortSignal },
  answer: Answer,
): Promise<Answer> {
  const { completeness } = answer;
  if (completeness.matched > 0 && !isWhatChanged(run)) return answer;
  const { query, window } = run;
  const tooLong = AbortSignal.timeout(patienceMs);
  const either = AbortSignal.any([signal, tooLong]);
  const asked = placesOf(run, completeness).map(({ account, regions, engine }) =>
    coverage(
      { query, window, account, regions, askedBy, completeness: { ...completeness, engine } },
      either,
    ).catch((error: unknown) => {
      signal.throwIfAborted();
      // The answer is there: what goes wrong beside it is a remark.
      if (tooLong.aborted) return cannotTell(`AWS did not say within ${patienceMs / 1000} s.`);
      return cannotTell(
        error instanceof CairnError ? error.message : "Something went wrong in Cairn itself.",
      );
    }),
  );
  return { ...answer, completeness: { ...completeness, recorded: allRecorded(await Promise.all(asked)) } };
}

/** Each account that was asked, and who answered for it. One that nobody can answer for is told of elsewhere. */
function placesOf(
  { account, regions, targets }: Asked,
  { engine }: Completeness,
): { account: string; regions: string[]; engine: QueryEngineName }[] {
  const several = (targets ?? []).flatMap((target) =>
    target.engine === null ? [] : [{ ...target, engine: target.engine }],
  );
  return several.length > 0 ? several : [{ account, regions, engine }];
}

const cannotTell = (why: string): Recorded => ({ state: "cannot-tell", reasons: [why], fix: [] });
