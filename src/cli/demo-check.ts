import { chainFault } from "../domain/audit.ts";
import { parseShortId } from "../domain/incident.ts";
import type { Row } from "../domain/query/query.ts";
import type { Reads } from "../flows/ports.ts";
import type { Workspace } from "../sandbox/slack/index.ts";
import type { Story } from "./demo-story.ts";

/** What the record and the workspace lack of the story's known answer; empty when all of it was found. */
export async function checkStory(
  { store, scenario, workspace }: { store: Reads; scenario: Story["scenario"]; workspace: Workspace },
  transcript: string,
): Promise<string[]> {
  const { answer } = scenario;
  const differences: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      differences.push(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
  };

  const incident = await store.incidentByNumber(parseShortId("INC-1") ?? 0);
  if (incident === undefined) return ["There is no incident INC-1."];
  expect("state", incident.state, "resolved");
  expect("severity", incident.severity, "P2");
  expect("chain", chainFault(await store.timeline(incident.id)), undefined);

  const runs = await store.runs(incident.id);
  const rowsOf = async (stepId: string): Promise<Row[]> => {
    const run = runs.find((each) => each.stepId === stepId);
    return (run && (await store.rows(run.id)))?.rows ?? [];
  };
  const sums = (rows: Row[], column: string) => {
    const counts: Record<string, number> = {};
    for (const row of rows)
      counts[String(row[column])] = (counts[String(row[column])] ?? 0) + Number(row.count);
    return counts;
  };
  const sorted = (counts: Record<string, number>) =>
    Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));

  expect("calls by address", sorted(sums(await rowsOf("who"), "ip")), sorted(answer.callsFrom));
  expect(
    "new addresses",
    Object.keys(sums(await rowsOf("new-addresses"), "ip")).sort(),
    [...answer.newAddresses].sort(),
  );
  const refused = Object.values(sums(await rowsOf("denied"), "eventName")).reduce(
    (sum, count) => sum + count,
    0,
  );
  expect("refused calls", refused, answer.deniedIntruderCalls);
  const worked = answer.doors.filter(({ succeeded }) => succeeded).map(({ eventID }) => eventID);
  expect("doors", (await rowsOf("doors")).map(({ eventID }) => eventID).sort(), worked.sort());
  const secrets = (await rowsOf("data")).flatMap((row) => row["requestParameters.secretId"] ?? []);
  expect("secrets read", [...new Set(secrets)].sort(), [...answer.secretsRead].sort());
  const started = Object.values(sums(await rowsOf("machines"), "eventName")).reduce(
    (sum, count) => sum + count,
    0,
  );
  expect("tries to start machines", started, answer.startAttempts);

  for (const address of answer.newAddresses)
    if (!transcript.includes(address)) differences.push(`The transcript does not name ${address}.`);
  const shown = transcript + JSON.stringify(workspace.report().messages);
  for (const secret of answer.sessionTokens)
    if (shown.includes(secret)) differences.push("A session token was shown.");
  for (const { method, error } of workspace.report().refused)
    differences.push(`The workspace refused ${method}: ${error}.`);
  return differences;
}
