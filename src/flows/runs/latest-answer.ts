import type { Answer } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Reads } from "../ports.ts";

/** The newest answer among these runs, as it was kept. */
export async function latestAnswer(
  reads: Reads,
  runs: readonly Run[],
): Promise<{ run: Run; answer: Answer } | undefined> {
  const run = runs.findLast(({ state }) => state === "done");
  const kept = run && (await reads.rows(run.id));
  if (!run?.completeness || !kept) return undefined;
  const rowsBeforeLimit = kept.rowsBeforeLimit ?? kept.rows.length;
  return { run, answer: { ...kept, rowsBeforeLimit, completeness: run.completeness } };
}
