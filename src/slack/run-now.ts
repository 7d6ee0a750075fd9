import { roundsOf } from "../domain/run/rounds-of.ts";
import type { Run } from "../domain/run/run.ts";
import type { Reads } from "../flows/ports.ts";

export interface RunNow {
  run: Run;
  /** Puts its question again at this moment, or tried to. */
  pending: Run | undefined;
}

const longestChain = 1_000;

/** The newest answer to the question that this run put first, and what is under way to replace it. */
export async function runNow(reads: Reads, runId: string): Promise<RunNow | undefined> {
  let run = await reads.run(runId);
  for (let link = 0; run && link < longestChain; link += 1) {
    const next = await reads.runAfter(run.id);
    // The rounds of a repeat step are shown one by one.
    if (next?.state !== "done" || next.again?.why === "round") {
      return { run, pending: next?.again?.why === "round" ? undefined : next };
    }
    run = next;
  }
  return undefined;
}

/** All rounds of a repeat step, oldest first. */
export const roundsNow = async (reads: Reads, run: Run): Promise<Run[]> =>
  roundsOf(await reads.runs(run.incidentId), run);
