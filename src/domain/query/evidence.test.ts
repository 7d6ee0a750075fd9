import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bindQuery } from "./bind.ts";
import { createEvaluation } from "./evaluate.ts";
import { mostEvidence } from "./evidence.ts";
import { fillFrom } from "./fill.ts";
import { parseQueryFile } from "./parse-query.ts";
import type { Query } from "./query.ts";

const window = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-20T23:00:00Z") };

const call = (index: number, more: Record<string, unknown> = {}) => ({
  eventTime: new Date(Date.UTC(2026, 10, 20, 1, index)).toISOString(),
  eventID: `event-${String(index).padStart(3, "0")}`,
  requestID: `request-${String(index).padStart(3, "0")}`,
  eventName: "GetObject",
  sourceIPAddress: index % 2 === 0 ? "192.0.2.7" : "198.51.100.9",
  userIdentity: { type: "IAMUser", userName: "deploy" },
  ...more,
});

const boundQuery = (yaml: string): Query => bindQuery(parseQueryFile(yaml, "q.yml"), fillFrom(new Map()));

function resultOf(query: Query, records: readonly unknown[]) {
  const evaluation = createEvaluation(query, window);
  for (const record of records) evaluation.add(record);
  return evaluation.result();
}

describe("evidence behind rows", () => {
  const grouped = boundQuery("{ by: [sourceIPAddress] }");
  const plain = boundQuery("{ show: [eventTime, eventName] }");

  test("a grouped row names the records it counts, and they are its own", () => {
    const { rows, evidence } = resultOf(grouped, [call(0), call(1), call(2)]);
    expect(rows.map((row) => row.sourceIPAddress)).toEqual(["192.0.2.7", "198.51.100.9"]);
    expect(evidence).toEqual([
      { eventIds: ["event-000", "event-002"], requestIds: ["request-000", "request-002"] },
      { eventIds: ["event-001"], requestIds: ["request-001"] },
    ]);
  });

  test("a plain row names its record though no column shows it", () => {
    const { columns, evidence } = resultOf(plain, [call(4)]);
    expect(columns).toEqual(["eventTime", "eventName"]);
    expect(evidence).toEqual([{ eventIds: ["event-004"], requestIds: ["request-004"] }]);
  });

  test("of many it names the first, however they were read", () => {
    const records = Array.from({ length: 40 }, (_, index) => call(index * 2));
    const first = records.slice(0, mostEvidence).map(({ eventID }) => eventID);
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 40 }), (shuffled) => {
        expect(resultOf(grouped, shuffled).evidence[0]?.eventIds).toEqual(first);
      }),
      { numRuns: 30 },
    );
  });

  test("what does not look like an id is left out", () => {
    const hostile = call(0, { requestID: "<!channel> see https://example.com", eventID: undefined });
    expect(resultOf(plain, [hostile]).evidence).toEqual([{ eventIds: [], requestIds: [] }]);
  });
});
