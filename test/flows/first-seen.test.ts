import { expect, test } from "vitest";
import { CairnError } from "../../src/domain/errors.ts";
import type { QueryPlan, Row } from "../../src/domain/query/query.ts";
import { parseRunbook } from "../../src/domain/runbook/parse-runbook.ts";
import type { QueryEngine, QueryRequest } from "../../src/flows/ports.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { findFirstSeen } from "../../src/flows/runs/mark-first-seen.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { exportTranscript } from "../../src/flows/thread/export-transcript.ts";
import { answerOf, fakeWorld, key, responder } from "../fakes/world.ts";

const calls: Row[] = [
  { principal: "deploy", sourceIPAddress: "203.0.113.7", count: 30 },
  { principal: "deploy", sourceIPAddress: "192.0.2.1", count: 3 },
];
const usual: Row = {
  "userIdentity.accessKeyId": key,
  principal: "deploy",
  sourceIPAddress: "192.0.2.1",
  userAgent: "aws-cli",
  awsRegion: "eu-central-1",
  eventName: "ListBuckets",
  first: "2026-10-31T00:00:00Z",
};
const isBaseline = ({ window }: QueryRequest) => window.to < new Date("2026-11-13T02:41:07Z");

async function asking(
  plan: Partial<QueryPlan> & { pages?: number } = {},
  runbookText?: string,
  baseline: Row[] = [usual],
) {
  const cairn = fakeWorld();
  const [history] = cairn.ports.enginesFor("");
  if (!history) throw new Error("no engine");
  const asked: QueryRequest[] = [];
  const engine: QueryEngine = {
    name: plan.engine ?? "log-group",
    plan: (request) => ({ ...history.plan(request), engine: "log-group", ...plan }),
    ask: async (request, { progress, signal }) => {
      asked.push(request);
      for (let pagesRead = 1; isBaseline(request) && pagesRead <= (plan.pages ?? 1); pagesRead += 1)
        progress({ pagesRead, scanned: 1, matched: 0 });
      signal.throwIfAborted();
      return answerOf(request, isBaseline(request) ? baseline : calls);
    },
  };
  const runbook = runbookText === undefined ? undefined : parseRunbook(runbookText, "key-used.md");
  const runbooks = runbook && { all: () => [runbook], byId: () => runbook };
  const ports = { ...cairn.ports, ...(runbooks && { runbooks }), enginesFor: () => [engine] };
  Object.assign(cairn.ports, ports);
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const run = await requestRun(ports, { incidentId, actor: responder });
  await executeRun(ports, run.id);
  return { cairn, ports, incidentId, run, asked, seen: await ports.store.firstSeen(run.id) };
}

test("an answer is posted first, then compared with the fourteen days before in one question, and shown again", async () => {
  const { cairn, incidentId, run, asked, seen } = await asking();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toMatchObject({
    askedBy: { name: "U0RESPONDER" },
    window: { from: new Date("2026-10-30T02:41:07Z"), to: new Date("2026-11-13T02:41:06.999Z") },
  });
  expect(seen).toMatchObject({ state: "compared", marks: [{ value: "203.0.113.7" }] });
  const transcript = await exportTranscript(cairn.ports, { incidentId, actor: responder });
  expect(transcript).toContain("203.0.113.7` · new");
  expect(transcript).toMatch(/203\.0\.113\.7`?: first seen for `?deploy`? in 14 d/);
  expect((await cairn.ports.store.run(run.id))?.state).toBe("done");
});

test("the same comparison is not asked twice", async () => {
  const { ports, incidentId, asked } = await asking();
  const [step] = await ports.store.steps(incidentId);
  await ports.store.transaction((tx) =>
    tx.saveStep({ ...(step as never as object), state: "failed" } as never, step?.version ?? 0),
  );
  const again = await requestRun(ports, { incidentId, stepId: "who", actor: responder });
  await executeRun(ports, again.id);
  expect(asked.filter(isBaseline)).toHaveLength(1);
  expect(await ports.store.firstSeen(again.id)).toMatchObject({ state: "compared" });
});

test.each<[string, Parameters<typeof asking>[0], RegExp]>([
  [
    "event history cannot look for it",
    { engine: "event-history", pushedDown: [] },
    /no baseline on event-history/,
  ],
  [
    "event history has more than thirty pages of it",
    { engine: "event-history", pushedDown: ["x"], pages: 31 },
    /30 pages/,
  ],
  ["a log group has more than sixty pages of it", { pushedDown: ["x"], pages: 61 }, /60 pages/],
  ["a log group would be read whole, and has more than twenty", { pages: 21 }, /20 pages/],
  [
    "the engine would not reach all of it",
    { engine: "athena", unreached: "older days" },
    /no baseline on athena/,
  ],
])("where %s, the answer says that it was not compared", async (_, plan, why) => {
  const { seen } = await asking(plan);
  expect(seen).toMatchObject({ state: "none", why: expect.stringMatching(why), marks: [] });
});

test("event history answers for a key that it can look for, within its pages", async () => {
  const { seen } = await asking({ engine: "event-history", pushedDown: ["AccessKeyId"], pages: 30 });
  expect(seen).toMatchObject({ state: "compared" });
});

const waits = `---
id: key-used
title: A key is used
severity: P3
owner: "@security"
whenToUse: A key's use looks odd.
whenNotToUse: Never mind.
reviewed: { date: 2026-11-01, by: security, every: 90d }
alarms:
  - { contributor: userIdentity.accessKeyId }
inputs:
  key: { type: access-key-id, from: alarm.contributor.userIdentity.accessKeyId, ask: Which access key? }
---
## Who uses this key?
\`\`\`yaml query
id: who
from: cloudtrail
where: { userIdentity.accessKeyId: "{{key}}" }
by: [principal, sourceIPAddress]
firstSeen: [sourceIPAddress]
window: { is: 24h before incident.start until now, max: 7d }
\`\`\`
\`\`\`yaml conclude
- when: new.sourceIPAddress > 0
  level: warning
  say: "{{new.sourceIPAddress}} of {{distinct.sourceIPAddress}} addresses are new."
- when: otherwise
  level: note
  say: It could not be told.
\`\`\`

## Over
\`\`\`yaml finish
id: over
outcome: benign
\`\`\`
`;

test("a step whose rules speak of what is new waits for it before anything is concluded", async () => {
  const { ports, run, asked } = await asking({}, waits);
  const done = await ports.store.run(run.id);
  expect(done?.findings).toMatchObject([{ level: "warning" }]);
  expect(JSON.stringify(done?.findings[0]?.say)).toContain('"1"');
  expect(asked.filter(isBaseline)).toHaveLength(1);
  expect(await ports.store.firstSeen(run.id)).toMatchObject({ state: "compared" });
});

test("where it could not be told what is new, such a rule does not hold", async () => {
  const { ports, run } = await asking({ engine: "athena", unreached: "older days" }, waits);
  expect((await ports.store.run(run.id))?.findings).toMatchObject([{ level: "note" }]);
});

test("a rule that speaks of what is new without asking for it is refused when the runbook is read", () => {
  expect(() => parseRunbook(waits.replace("firstSeen: [sourceIPAddress]\n", ""), "key-used.md")).toThrow(
    /known only where the query says firstSeen: \[sourceIPAddress\]/,
  );
});

test("an answer of several accounts is compared with what was before in all of them, or not at all", async () => {
  const cairn = fakeWorld();
  const [history] = cairn.ports.enginesFor("");
  if (!history) throw new Error("no engine");
  const asked: string[] = [];
  let broken = "";
  const enginesFor = (): QueryEngine[] => [
    {
      name: "log-group",
      plan: (request) => ({ ...history.plan(request), engine: "log-group" }),
      ask: async (request, { evaluate, leg }) => {
        asked.push(request.account);
        if (request.account === broken) throw new CairnError("aws_access_denied", "AWS denied it.");
        leg?.({ engine: "log-group", account: request.account, region: "", state: "done" });
        const evaluation = evaluate?.(request.query, request.window);
        // Only the second account knows the address.
        if (request.account === "444455556666")
          evaluation?.add({
            eventTime: "2026-11-02T00:00:00Z",
            eventID: "e1",
            eventName: "ListBuckets",
            sourceIPAddress: "203.0.113.7",
            userIdentity: { type: "IAMUser", arn: "deploy" },
          });
        return answerOf(request, []);
      },
    },
  ];
  const run = {
    query: {
      from: "cloudtrail",
      where: { all: [] },
      by: ["principal"],
      measure: [],
      limit: 10,
      services: "hide",
    },
    window: { from: new Date("2026-11-13T00:00:00Z"), to: new Date("2026-11-14T00:00:00Z") },
    account: "111122223333",
    regions: ["eu-central-1"],
    targets: ["111122223333", "444455556666"].map((account) => ({
      account,
      regions: ["eu-central-1"],
      engine: "log-group",
    })),
    requestedBy: { kind: "system" },
    incidentId: "i",
  } as const;
  const answer = {
    columns: ["principal", "sourceIPAddress"],
    rows: [{ principal: "deploy", sourceIPAddress: "203.0.113.7" }],
  };
  const find = () =>
    findFirstSeen(
      { ...cairn.ports, enginesFor: () => enginesFor() },
      run as never,
      answer,
      new AbortController().signal,
    );
  expect(await find()).toMatchObject({ state: "compared", marks: [], strangers: [] });
  expect(asked).toEqual(["111122223333", "444455556666"]);
  broken = "444455556666";
  expect(await find()).toMatchObject({ state: "none", why: "no baseline: 444455556666 did not answer." });
});
