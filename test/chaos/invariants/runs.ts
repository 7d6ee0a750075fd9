import type { TimelineEntry } from "../../../src/domain/timeline/timeline.ts";
import { knownAnswer } from "../trail.ts";
import type { World } from "../world.ts";
import { byKey, few, rows } from "./rows.ts";

interface RunRow {
  id: string;
  incident_id: string;
  step_id: string | null;
  state: string;
  row_count: number | null;
  completeness: { truncated?: string; legs?: { state: string }[] } | null;
  requested_by: { kind: string };
}

const ends = new Set(["run.finish", "run.fail", "run.cancel"]);

/** I5: a step has one winning click, and a run one end, with the right answer when it has one. */
export async function aboutRuns(world: World, timeline: readonly TimelineEntry[]) {
  const runs = await rows<RunRow>(
    world,
    "select id, incident_id, step_id, state, row_count, completeness, requested_by from run",
  );
  const ended = byKey(
    timeline.filter(({ action }) => ends.has(action)),
    ({ body }) => String(body.run),
  );
  const notOnce = runs.filter(({ id }) => ended.get(id)?.length !== 1);
  const clicks = byKey(
    runs.filter(({ state, requested_by }) => state === "done" && requested_by.kind === "responder"),
    ({ incident_id, step_id }) => `${step_id} of ${incident_id}`,
  );
  const twice = [...clicks].filter(([, wins]) => wins.length > 1);
  const wrong = runs.filter(
    ({ state, step_id, row_count, completeness }) =>
      state === "done" && step_id === "who" && row_count !== knownAnswer.rows && isWhole(completeness),
  );
  return {
    count: runs.length,
    faults: [
      ...few(
        notOnce,
        ({ id, state }) => `I5: run ${id} is ${state} and ended ${ended.get(id)?.length ?? 0} times`,
      ),
      ...few(twice, ([step, wins]) => `I5: ${step} was won by ${wins.length} clicks`),
      ...few(wrong, ({ id, row_count }) => `I5: run ${id} found ${row_count} rows, not ${knownAnswer.rows}`),
    ],
  };
}

/** An answer that says itself what it lacks is not wrong. */
const isWhole = (completeness: RunRow["completeness"]): boolean =>
  completeness?.truncated === undefined && !completeness?.legs?.some(({ state }) => state !== "done");

/** What a role of ours may be used for; a question needs a person, or Cairn itself, behind it. */
const questions = /^cloudtrail:LookupEvents$/;
const reads = /^(cloudtrail|cloudwatch|monitoring|logs|athena):(Lookup|Describe|Get|List|Filter)\w+$/;
const ownWork = /^(sqs:\w+|events:\w+|sts:\w+|sns:\w+)$/;
const responders = ["U0RESPONDER", "U0RESPONDER2", "U0LEAD", "cairn"];

/** I10: AWS saw only calls that a step allows, each with the responder as SourceIdentity. */
export function aboutCallers({ account }: World): string[] {
  const strange = Object.keys(account.report().callers).filter((call) => {
    const [operation = "", arn = "", sourceIdentity] = call.split(" ");
    if (!arn.includes(":assumed-role/")) return !ownWork.test(operation);
    if (!questions.test(operation) && !reads.test(operation)) return true;
    return (
      sourceIdentity === undefined ||
      !responders.includes(sourceIdentity) ||
      !arn.endsWith(`/${sourceIdentity}`)
    );
  });
  return few(strange, (call) => `I10: AWS saw ${call}`);
}
