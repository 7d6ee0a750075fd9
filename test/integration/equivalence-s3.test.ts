import fc from "fast-check";
import { expect, test } from "vitest";
import { createAwsClients } from "../../src/aws/clients.ts";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import { archiveEngine } from "../../src/parts/trail-engines.ts";
import { startAccount } from "../../src/sandbox/aws/index.ts";
import type { TrailRecord } from "./equivalence-engines.ts";
import { type Asked, everyOperator, questions } from "./equivalence-questions.ts";
import { account, now, regions, trailRecords } from "./equivalence-records.ts";

const seed = Number(process.env.CAIRN_EQUIVALENCE_SEED ?? 20_260_504);
const questionsAsked = Number(process.env.CAIRN_EQUIVALENCE_RUNS ?? 60);

/** As CloudTrail orders them: only of such files may bytes be skipped unread. */
const inOrder = ({ eventVersion, eventTime, eventSource, ...others }: TrailRecord): TrailRecord => ({
  eventVersion,
  userIdentity: null,
  eventTime,
  eventSource,
  ...others,
});

test.each([
  ["in CloudTrail's own order", inOrder, everyOperator()],
  ["in any order", (record: TrailRecord) => record, []],
])(
  "an archive in S3 gives exactly the evaluator's rows, its records' fields %s",
  async (_, ordered, more: Asked[]) => {
    const [drawn = []] = fc.sample(trailRecords, { seed, numRuns: 1 });
    const records = drawn.map(ordered);
    const sandbox = await startAccount({ accountId: account, clock: () => now, dataEvents: true, records });
    const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" };
    const clients = createAwsClients({
      ...{ accounts: [{ id: account, regions }], region: "eu-central-1", endpoint: sandbox.url, credentials },
    });
    const archive = `s3://cloudtrail-logs-${account}`;
    const engine = archiveEngine({ id: account, archive, home: "eu-central-1" }, { clients, now: () => now });
    let matchedOfAll = 0;
    const compare = async ({ query, window }: Asked) => {
      const evaluation = createEvaluation(query, window);
      for (const record of records) evaluation.add(record);
      const { columns, rows, rowsBeforeLimit, matched, duplicatesDropped, servicesHidden } =
        evaluation.result();
      const answer = await engine.ask(
        { query, window, account, regions, askedBy: { name: "responder" } },
        { signal: new AbortController().signal, progress() {} },
      );
      matchedOfAll += matched;
      expect(answer).toMatchObject({ columns, rows, rowsBeforeLimit });
      expect(answer.completeness).toMatchObject({
        ...{ matched, duplicatesDropped, servicesHidden, truncated: undefined },
      });
    };
    try {
      await fc.assert(fc.asyncProperty(questions, compare), { seed, numRuns: questionsAsked });
      // Each operator on some field; on every field they are asked of the same engine over a folder.
      for (const [at, asked] of more.entries()) if (at % 20 === 0) await compare(asked);
      expect(matchedOfAll).toBeGreaterThan(questionsAsked);
    } finally {
      clients.close();
      await sandbox.stop();
    }
  },
  Math.max(300_000, questionsAsked * 500),
);
