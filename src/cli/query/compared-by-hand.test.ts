import { expect, test } from "vitest";
import { completenessOf } from "../../domain/query/completeness.ts";
import { createEvaluation } from "../../domain/query/evaluate.ts";
import type { Query, Window } from "../../domain/query/query.ts";
import { comparedByHand } from "./compared-by-hand.ts";

const call = (eventTime: string, sourceIPAddress: string) => ({
  eventTime,
  eventID: `${eventTime} ${sourceIPAddress}`,
  eventName: "ListBuckets",
  sourceIPAddress,
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ada" },
});
const records = [
  call("2026-11-02T00:00:00Z", "192.0.2.1"),
  call("2026-11-14T01:00:00Z", "192.0.2.1"),
  call("2026-11-14T02:00:00Z", "203.0.113.7"),
];
const ask = async ({ query, window }: { query: Query; window: Window }) => {
  const evaluation = createEvaluation(query, window);
  for (const record of records) evaluation.add(record);
  const result = evaluation.result();
  const reach = { engine: "archive" as const, accounts: [], regions: [], window, pagesRead: 1 };
  return { ...result, completeness: completenessOf({ ...reach, evaluation: result, now: window.to }) };
};
const query: Query = {
  from: "cloudtrail",
  where: { all: [] },
  by: ["principal", "ip"],
  measure: [],
  limit: 10,
  services: "hide",
};
const window = { from: new Date("2026-11-14T00:00:00Z"), to: new Date("2026-11-14T03:00:00Z") };

test("a runbook that is walked by hand or tested knows what is new, where its rules speak of it", async () => {
  const asked = { query: { ...query, firstSeen: ["ip"] }, window };
  const { firstSeen } = await comparedByHand(asked, await ask(asked), ask);
  expect(firstSeen?.marks).toMatchObject([{ column: "ip", value: "203.0.113.7" }]);
  expect(await comparedByHand({ query, window }, await ask({ query, window }), ask)).not.toHaveProperty(
    "firstSeen",
  );
});
