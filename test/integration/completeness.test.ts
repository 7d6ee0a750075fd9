import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bindQuery } from "../../src/domain/query/bind.ts";
import { lagMinutes } from "../../src/domain/query/completeness.ts";
import { literalFill } from "../../src/domain/query/fill.ts";
import { queryForm } from "../../src/domain/query/form.ts";
import { queryEngineNames } from "../../src/domain/query/query.ts";
import { type EnginesUp, enginesInProcess } from "./equivalence-engines.ts";
import { account, now } from "./equivalence-records.ts";

const window = { from: new Date(now.getTime() - 3_600_000), to: now };
const ago = (minutes: number) =>
  new Date(now.getTime() - minutes * 60_000).toISOString().replace(".000Z", "Z");

const call = (id: string, minutes: number, more: Record<string, unknown> = {}) => ({
  eventVersion: "1.11",
  eventTime: ago(minutes),
  eventID: `00000000-0000-4000-8000-00000000000${id}`,
  requestID: `10000000-0000-4000-8000-00000000000${id}`,
  eventName: "RunInstances",
  eventSource: "ec2.amazonaws.com",
  eventType: "AwsApiCall",
  eventCategory: "Management",
  managementEvent: true,
  readOnly: false,
  awsRegion: "eu-central-1",
  sourceIPAddress: "192.0.2.7",
  userAgent: "aws-cli/2.17.20",
  recipientAccountId: account,
  userIdentity: {
    type: "IAMUser",
    principalId: "AIDAEXAMPLE",
    arn: `arn:aws:iam::${account}:user/deploy`,
    accountId: account,
    userName: "deploy",
  },
  ...more,
});

const byService = {
  sourceIPAddress: "config.amazonaws.com",
  userAgent: "config.amazonaws.com",
  userIdentity: { type: "AWSService", invokedBy: "config.amazonaws.com" },
};
const records = [
  call("1", 30),
  call("2", 20),
  call("3", 10, byService),
  call("4", 5, { eventName: "DescribeVpcs" }),
];
const query = bindQuery(
  queryForm.parse({ where: { eventName: "RunInstances" }, by: ["sourceIPAddress"] }),
  literalFill,
);

let up: EnginesUp;
beforeAll(async () => {
  up = await enginesInProcess(records, 1);
});
afterAll(() => up.stop());

describe.each(queryEngineNames)("an answer of %s", (name) => {
  test("says all that an answer has to say, and names the records behind its rows", async () => {
    const engine = up.engines.find((each) => each.name === name);
    const answer = await engine?.ask(
      { query, window, account, regions: ["eu-central-1"], askedBy: { name: "responder" } },
      { signal: new AbortController().signal, progress: () => {} },
    );
    const completeness = answer?.completeness;
    expect(completeness).toMatchObject({
      engine: name,
      accounts: [account],
      // The table has those of all Regions, and none is left out.
      regions: name === "athena" ? [] : ["eu-central-1"],
      window,
      matched: 2,
      duplicatesDropped: 0,
      servicesHidden: 1,
      truncated: undefined,
      newestEvent: expect.any(Date),
      settlesAt: new Date(now.getTime() + lagMinutes[name] * 60_000),
      settled: false,
    });
    expect(completeness?.pagesRead).toBeGreaterThanOrEqual(1);
    expect(completeness?.scanned).toBeGreaterThanOrEqual(3);
    expect(answer?.evidence).toEqual([
      {
        eventIds: ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"],
        requestIds: ["10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002"],
      },
    ]);
  });
});
