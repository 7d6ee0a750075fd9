import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createArchiveEngine } from "../../src/archive/archive-engine.ts";
import { createAthena } from "../../src/aws/athena/athena.ts";
import { createAwsClients } from "../../src/aws/clients.ts";
import { createEventHistory } from "../../src/aws/event-history/event-history.ts";
import { createInsights } from "../../src/aws/insights/insights.ts";
import { createLogGroup } from "../../src/aws/log-group/log-group.ts";
import { testFileOf } from "../../src/cli/runbook/runbook-test.ts";
import { type AskStage, askEvaluator, playCase } from "../../src/cli/runbook/runbook-test-case.ts";
import { parseRunbookTest, type RunbookCase } from "../../src/cli/runbook/runbook-test-file.ts";
import { type Stage, stageOf } from "../../src/cli/runbook/runbook-test-stage.ts";
import { InputError } from "../../src/domain/errors.ts";
import type { QueryEngine } from "../../src/flows/ports.ts";
import { readRunbooks, shippedRunbooks } from "../../src/runbook-folder.ts";
import { startAccount } from "../../src/sandbox/aws/index.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const regions = ["eu-central-1", "us-east-1"];
const { runbooks } = readRunbooks(shippedRunbooks);
type TrailRecord = Record<string, unknown>;

/** Every engine over what a case stages. */
async function startEngines({ account, now: staged, records }: Stage) {
  const trail = records.cloudtrail as TrailRecord[];
  // A case may tell of calls after its beginning, which a repeat step comes to: all of them have happened here.
  const newest = Math.max(staged.getTime(), ...trail.map((record) => Date.parse(String(record.eventTime))));
  const now = new Date(newest);
  const sandbox = await startAccount({
    accountId: account,
    clock: () => now,
    lookupRatePerSecond: 1e6,
    filterRatePerSecond: 1e6,
    homeRegion: "eu-central-1",
    dataEvents: true,
    records: trail,
  });
  const clients = createAwsClients({
    accounts: [{ id: account, regions }],
    region: "eu-central-1",
    endpoint: sandbox.url,
    now: () => now,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  const folder = await mkdtemp(join(tmpdir(), "runbook-engines-"));
  await writeFile(join(folder, "trail.json"), JSON.stringify({ Records: trail }));
  const parts = { clients, takeBudget: async () => {}, wait: async () => {}, now: () => now };
  const groups = [{ account, region: "eu-central-1", group: "aws/cloudtrail/managementevents" }];
  const table = { account, region: "eu-central-1", database: "default", table: "cloudtrail_logs" };
  const engines: QueryEngine[] = [
    createEventHistory({ ...parts, pageCap: 1_000 }),
    createLogGroup({ ...parts, groups, pageCap: 10_000 }),
    createInsights({ ...parts, groups }),
    createAthena({ ...parts, table: { ...table, workgroup: "cairn" } }),
    createArchiveEngine({ folder, now: () => now }),
  ];
  return {
    engines,
    async stop() {
      clients.close();
      await sandbox.stop();
      await rm(folder, { recursive: true });
    },
  };
}

const isManagement = (record: unknown) => (record as TrailRecord).eventCategory === "Management";

/** Asks every engine as well, and wants the evaluator's rows of each. */
function askingAll(engines: readonly QueryEngine[], answered: Set<string>): AskStage {
  return async (question, stage) => {
    const wanted = await askEvaluator(question, stage);
    if (question.query.from !== "cloudtrail") return wanted;
    for (const engine of engines) {
      const request = { ...question, account: stage.account, regions, askedBy: { name: "responder" } };
      try {
        engine.plan(request);
      } catch (error) {
        // An engine that cannot answer says so, and another one is asked.
        if (!(error instanceof InputError)) throw error;
        continue;
      }
      const answer = await engine.ask(request, { signal: new AbortController().signal, progress() {} });
      const held = {
        ...stage,
        records: { ...stage.records, cloudtrail: stage.records.cloudtrail.filter(isManagement) },
      };
      const own = engine.name === "event-history" ? await askEvaluator(question, held) : wanted;
      expect({ columns: answer.columns, rows: answer.rows }, engine.name).toEqual({
        columns: own.columns,
        rows: own.rows,
      });
      answered.add(engine.name);
    }
    return wanted;
  };
}

/** The stories are the equivalence suite's and the demo's; these trails have one of everything that a runbook asks for. */
const stagedCases = (id: string): RunbookCase[] =>
  parseRunbookTest(readFileSync(testFileOf(shippedRunbooks, id), "utf8"), id).filter(
    (each) => (each.trail?.calls.length ?? 0) > 0,
  );

describe("every engine gives a runbook's queries the same rows", () => {
  test.each(runbooks.map((runbook) => [runbook.id, runbook] as const))(
    "%s",
    async (id, runbook) => {
      const answered = new Set<string>();
      const cases = stagedCases(id);
      for (const each of cases) {
        const { engines, stop } = await startEngines(stageOf(each));
        try {
          const { differences } = await playCase(runbook, each, runbooks, askingAll(engines, answered));
          expect(differences).toEqual([]);
        } finally {
          await stop();
        }
      }
      if (cases.length > 0)
        expect([...answered].sort()).toEqual(["archive", "athena", "event-history", "insights", "log-group"]);
    },
    120_000,
  );
});
