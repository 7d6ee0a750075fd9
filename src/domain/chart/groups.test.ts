import { describe, expect, test } from "vitest";
import type { Query, Row, TimeShape } from "../query/query.ts";
import { type Charted, chartOf } from "./chart-of.ts";
import { describeChart } from "./describe-chart.ts";
import { drawChart, sizeOf } from "./draw-chart.ts";
import { restWords } from "./draw-groups.ts";
import { fitted, widthOf } from "./fitted.ts";

const window = { from: new Date("2026-11-13T02:41:07Z"), to: new Date("2026-11-14T02:41:07Z") };
const query: Query = {
  from: "cloudtrail",
  where: { all: [] },
  by: ["principal", "sourceIPAddress", "errorCode"],
  measure: [],
  limit: 100,
  services: "hide",
};
const row = (count: number, sourceIPAddress: string, errorCode: string | null = null): Row => ({
  principal: "arn:aws:iam::111122223333:role/deploy",
  sourceIPAddress,
  errorCode,
  count,
});
const rows = [row(117, "198.51.100.20"), row(41, "203.0.113.7", "AccessDenied"), row(17, "203.0.113.9")];
const many = Array.from({ length: 30 }, (_, nth) => row(60 - nth, `192.0.2.${nth}`));
const sum = (all: readonly Row[]): number => all.reduce((total, { count }) => total + Number(count), 0);
const charted = (kept: Charted["kept"] = { rows }, changes: Partial<Charted> = {}): Charted => ({
  title: "Who uses this key, and from where?",
  ...{ query, window, kept },
  completeness: { matched: sum(kept.rows) },
  mark: null,
  ...changes,
});
const known = (given: Charted) => {
  const chart = chartOf(given);
  if (!chart) throw new Error("no chart");
  return chart;
};

describe("the picture of groups", () => {
  test("is the same bytes for the same answer, a bar for each group, without what is the same of all", async () => {
    const svg = drawChart(known(charted()));
    await expect(`${svg}\n`).toMatchFileSnapshot("../../../test/fixtures/chart/groups.svg");
    expect(svg).toContain(">calls by sourceIPAddress, errorCode<");
    expect(svg).toContain(">198.51.100.20 · no error<");
    expect(svg).toContain(">117 · 67 %<");
    expect(svg).not.toContain("role/deploy");
    const failed = rows.map((each) => ({ ...each, errorCode: "AccessDenied" }));
    expect(drawChart(known(charted({ rows: failed })))).toContain(
      ">calls by sourceIPAddress; hatched: refused or failed<",
    );
  });

  test("says in words what most are", () => {
    expect(describeChart(known(charted()))).toBe(
      "Chart: calls by sourceIPAddress, errorCode: most are 198.51.100.20, no error with 117 of 175 (67 %);" +
        " then 203.0.113.7, AccessDenied: 41; 203.0.113.9, no error: 17.",
    );
  });

  test("names services as people do", () => {
    const services = ["s3", "sts", "iam"].map((name, nth) => ({
      eventSource: `${name}.amazonaws.com`,
      count: 9 - nth,
    }));
    const bars = known(charted({ rows: services }, { query: { ...query, by: ["eventSource"] } })).groups
      ?.bars;
    expect(bars?.map(({ names }) => names)).toEqual([["s3"], ["sts"], ["iam"]]);
  });

  test("says of two that are equally large that neither is alone", () => {
    const chart = known(charted({ rows: [row(20, "192.0.2.1"), row(20, "192.0.2.2"), row(1, "192.0.2.3")] }));
    expect(describeChart(chart)).toContain(
      "among the most are 192.0.2.1 with 20 of 41 (49 %); then 192.0.2.2: 20;",
    );
  });

  test("sums up all but the largest as others", () => {
    const { groups } = known(charted({ rows: many }));
    expect(groups?.bars.map(({ count }) => count)).toEqual([60, 59, 58, 57, 56, 55]);
    expect(groups?.rest).toEqual({ groups: 24, count: sum(many) - 345 });
    expect(drawChart(known(charted({ rows: many })))).toContain(">others (24 more groups)<");
  });

  test("counts those too that the limit cut, as far as that is known", () => {
    const cut = { rows: many.slice(0, 10), rowsBeforeLimit: 30 };
    const whole = known(charted(cut, { completeness: { matched: sum(many) } }));
    expect(whole.groups?.rest).toEqual({ groups: 24, count: sum(many) - 345 });
    // Taken apart, a record is in several groups.
    const split = { each: ["a"], as: "part", where: { all: [] } };
    const apart = known(charted(cut, { query: { ...query, split }, completeness: { matched: sum(many) } }));
    expect(apart.groups).toMatchObject({ rest: { groups: 24, count: null }, total: null });
    expect(drawChart(apart)).toContain(">24 more groups, not counted here<");
    expect(drawChart(apart)).not.toContain("%<");
    expect(describeChart(apart)).toMatch(/24 more groups: not counted here\.$/);
  });

  test("of an answer that is not whole says so, in the picture and in words, and gives no shares", () => {
    const truncated = "only the newest 100 records were taken";
    const chart = known(charted({ rows }, { completeness: { matched: 175, truncated } }));
    expect(describeChart(chart)).toMatch(/Partial: not all of it was read. There may be more\.$/);
    expect(describeChart(chart)).not.toContain("%");
    expect(drawChart(chart)).toContain(">Partial: not all of it was read. There may be more.<");
    expect(drawChart(chart)).not.toMatch(/\d %</);
    const leg = { engine: "insights", account: "111122223333", region: "eu-central-1" } as const;
    const legs = [{ ...leg, state: "done" } as const, { ...leg, state: "failed" } as const];
    const missing = known(charted({ rows }, { completeness: { matched: 175, truncated, legs } }));
    expect(missing.partial).toBe("Partial: 1 of 2 parts is missing. There may be more.");
  });

  test.each<[string, Charted]>([
    ["one group", charted({ rows: rows.slice(0, 1) })],
    ["two groups", charted({ rows: rows.slice(0, 2) })],
    ["groups that are all alike", charted({ rows: many.map((each) => ({ ...each, count: 1 })) })],
    [
      "groups of which none is large",
      charted({ rows: many.map((each, nth) => ({ ...each, count: 1 + (nth % 4) })) }),
    ],
    ["a few calls", charted({ rows: [row(2, "a"), row(1, "b"), row(1, "c")] })],
    ["no groups", charted({ rows }, { query: { ...query, by: undefined } })],
    [
      "groups of which the largest may have been cut",
      charted(
        { rows, rowsBeforeLimit: 900 },
        { query: { ...query, order: { column: "last", descending: true } } },
      ),
    ],
    ["what changed, whose callers are told in words", charted({ rows }, { isWhatChanged: true })],
  ])("is not drawn of %s", (_, given) => {
    expect(chartOf(given)).toBeUndefined();
  });

  test("stands below the calls over time where both help", () => {
    const hours = (at: (hour: number) => number) => Array.from({ length: 25 }, (_, hour) => at(hour));
    const shape: TimeShape = {
      ...{ from: "2026-11-13T02:00:00.000Z", widthSeconds: 3_600, top: [] },
      ok: hours(() => 5),
      errors: hours((hour) => (hour < 10 ? 5 : 0)),
    };
    const both = known(charted({ rows, shape }));
    expect(describeChart(both)).toMatch(
      /^Chart: 175 calls over time, .* calls by sourceIPAddress, errorCode: most are /,
    );
    const alone = known(charted({ rows: [], shape }, { completeness: { matched: 175 } }));
    expect(sizeOf(both).height).toBeGreaterThan(sizeOf(alone).height + 100);
    expect(
      known(charted({ rows: many, shape }, { completeness: { matched: 175 } })).groups?.bars,
    ).toHaveLength(4);
  });

  test("is a line longer than its groups only when it says how many are left", () => {
    const { groups } = known(charted({ rows: many.slice(0, 7) }));
    expect([groups?.bars.length, groups?.rest]).toEqual([7, null]);
    expect(restWords({ groups: 1, count: 3 })).toBe("others (1 more group)");
  });
});

describe("what an intruder calls themselves", () => {
  const nasty = `"/><script>alert(1)</script><image href="https://evil.example/x"/>&\u202e\u0000`;

  test("stays words in the picture", () => {
    const svg = drawChart(known(charted({ rows: [row(20, nasty), ...rows] })));
    expect(svg).not.toMatch(/<script|<image|\u202e/);
    expect(svg).not.toContain("\u0000");
    expect(svg).toContain("&lt;script&gt;");
    expect(describeChart(known(charted({ rows: [row(20, nasty), ...rows] })))).not.toContain("\u202e");
  });

  test.each([
    "W".repeat(9_000),
    "漢".repeat(9_000),
    "👩‍🚒".repeat(2_000),
    "arn:aws:iam::1:role/".padEnd(900, "w"),
  ])("is cut until it fits: %.12s", (name) => {
    for (const names of [[name], [name, name, "aws-cli/2.17.0"]])
      expect(widthOf(fitted(names, " · ", 350, 15), 15)).toBeLessThanOrEqual(350);
  });
});
