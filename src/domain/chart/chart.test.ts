import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Query, TimeShape, Window } from "../query/query.ts";
import { axisTimes, niceStep } from "./chart-axis.ts";
import { type Charted, chartOf } from "./chart-of.ts";
import { describeChart } from "./describe-chart.ts";
import { drawChart } from "./draw-chart.ts";

const alarmAt = new Date("2026-11-14T02:41:07Z");
const window: Window = { from: new Date("2026-11-13T02:41:07Z"), to: new Date("2026-11-14T02:41:07Z") };
const query: Query = { from: "cloudtrail", where: { all: [] }, measure: [], limit: 100, services: "hide" };
const hours = (at: (hour: number) => number): number[] => Array.from({ length: 25 }, (_, hour) => at(hour));
const shape = (changes: Partial<TimeShape> = {}): TimeShape => ({
  from: "2026-11-13T02:00:00.000Z",
  widthSeconds: 3_600,
  ok: hours((hour) => hour % 3),
  errors: hours((hour) => (hour > 22 ? 12 * (hour - 22) : 0)),
  top: [],
  ...changes,
});
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const charted = (changes: Partial<Charted> & { shape?: TimeShape } = {}): Charted => {
  const over = changes.shape ?? shape();
  return {
    title: "Who uses this key, and from where?",
    query,
    window,
    completeness: { matched: sum(over.ok) + sum(over.errors) },
    kept: { rows: [], shape: over },
    mark: { at: alarmAt, label: "alarm" },
    ...changes,
  };
};
const drawn = (given: Charted): string => {
  const chart = chartOf(given);
  if (!chart) throw new Error("no chart");
  return drawChart(chart);
};

describe("the picture of an answer", () => {
  test("is the same bytes for the same answer", () => {
    const golden = readFileSync(join(import.meta.dirname, "../../../test/fixtures/chart/golden.svg"), "utf8");
    expect(`${drawn(charted())}\n`).toBe(golden);
  });

  test("shows keys as short as any other text does", () => {
    const svg = drawn(charted({ title: "key AKIAIOSFODNN7EXAMPLE, last 24h" }));
    expect(svg).toContain("key AKIA…MPLE, last 24h");
    expect(svg).not.toContain("AKIAIOSFODNN7EXAMPLE");
  });

  test("says in words what it shows", () => {
    const chart = chartOf(charted());
    expect(chart && describeChart(chart)).toBe(
      "Chart: 60 calls over time, from 2026-11-13 03:00 to 2026-11-14 03:00 UTC. Most in the hour from 2026-11-14 02:00: 24. " +
        "answered: 24; refused or failed: 36. Marked: alarm at 2026-11-14 02:41, when there were 24 in one hour.",
    );
  });

  test.each<[string, Partial<Charted> & { shape?: TimeShape }]>([
    ["a few calls", { shape: shape({ ok: hours((hour) => (hour < 4 ? 1 : 0)), errors: hours(() => 0) }) }],
    ["one burst", { shape: shape({ ok: hours((hour) => (hour === 3 ? 90 : 0)), errors: hours(() => 0) }) }],
    ["only a part of the records", { completeness: { matched: 1_000 } }],
    ["no times", { kept: { rows: [{ principal: "deploy", count: 40 }] } }],
    [
      "rows that the limit cut",
      { query: { ...query, perSeconds: 600 }, kept: { rows: perTen(30), rowsBeforeLimit: 99 } },
    ],
  ])("is not drawn of %s", (_, changes) => {
    expect(chartOf(charted(changes))).toBeUndefined();
  });

  test("of rows in time buckets is drawn from these, by whom they are counted for", () => {
    const given = charted({
      query: { ...query, perSeconds: 600, by: ["principal"] },
      completeness: { matched: 30 },
      kept: { rows: perTen(30), rowsBeforeLimit: 30 },
    });
    const chart = chartOf(given);
    expect(chart?.over?.series.map(({ name, look }) => [name, look])).toEqual([
      ["arn:aws:iam::111122223333:role/deploy", "one"],
      ["arn:aws:iam::111122223333:user/build", "two"],
    ]);
    expect(chart?.over?.series.map(({ counts }) => sum(counts))).toEqual([20, 10]);
  });

  test("of calls that all went well is by who made them, with the others in one", () => {
    const counts = hours((hour) => hour % 2);
    const names = ["a", "b", "c", "d"].map((name) => ({ name, counts }));
    const all = charted({
      shape: shape({ ok: hours((hour) => (hour % 2) * 5), errors: hours(() => 0), top: names }),
    });
    expect(chartOf(all)?.over?.series.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "others"]);
  });

  test("of an answer with a row for each call is drawn from these, where nobody counted while reading", () => {
    const rows = Array.from({ length: 24 }, (_, hour) => ({
      eventTime: new Date(Date.parse("2026-11-13T03:10:00Z") + hour * 3_600_000).toISOString(),
      eventName: "ListUsers",
      errorCode: hour > 19 ? "AccessDenied" : null,
    }));
    const each = (changes: Partial<Charted> = {}) =>
      chartOf(charted({ completeness: { matched: 24 }, kept: { rows }, ...changes }));
    const totals = each()?.over?.series.map(({ name, counts }) => [name, sum(counts)]);
    expect(totals).toEqual([
      ["answered", 20],
      ["refused or failed", 4],
    ]);
    const silent = rows.map(({ eventTime }) => ({ eventTime }));
    expect(each({ kept: { rows: silent } })?.over?.series.map(({ name }) => name)).toEqual(["all"]);
    expect(each({ kept: { rows, rowsBeforeLimit: 25 } })).toBeUndefined();
    expect(each({ completeness: { matched: 25 } })).toBeUndefined();
    expect(each({ kept: { rows: rows.map(({ eventName }) => ({ eventName })) } })).toBeUndefined();
  });

  test("of what changed is drawn of a few changes too, with the alarm at their end", () => {
    const at = (hour: number) => (hour === 5 || hour === 24 ? 2 : 0);
    const few = { shape: shape({ ok: hours(at), errors: hours(() => 0) }) };
    expect(chartOf(charted(few))).toBeUndefined();
    const changes = chartOf(charted({ ...few, isWhatChanged: true }));
    expect(changes && describeChart(changes)).toMatch(
      /^Chart: 4 calls over time.*Marked: alarm at 2026-11-14 02:41/,
    );
    expect(changes && drawChart(changes)).toContain(">alarm 02:41<");
  });

  test("of an answer that is not whole says so, in the picture and in words", () => {
    const truncated = "read back to 12:00";
    const matched = charted().completeness?.matched ?? 0;
    const chart = chartOf(charted({ completeness: { matched, truncated } }));
    expect(chart && describeChart(chart)).toMatch(/Partial: not all of it was read. There may be more\.$/);
    expect(chart && drawChart(chart)).toContain(">Partial: not all of it was read. There may be more.<");
  });

  test("marks the alarm only where it lies within", () => {
    const later = { at: new Date("2026-11-20T00:00:00Z"), label: "alarm" };
    expect(chartOf(charted({ mark: later }))?.over?.mark).toBeNull();
    expect(drawn(charted({ mark: later }))).not.toContain("alarm");
  });

  test("cannot be made to say more by what an intruder calls themselves", () => {
    const nasty = `"/><script>alert(1)</script><image href="https://evil.example/x"/>&\u202e\u0000`;
    const over = shape({
      errors: hours(() => 0),
      top: [
        { name: nasty, counts: shape().ok },
        { name: "b", counts: hours(() => 0) },
      ],
    });
    const svg = drawn({ ...charted({ shape: over }), title: nasty });
    expect(svg).not.toMatch(/<script|<image|\u202e/);
    expect(svg).not.toMatch(/href="/);
    expect([...svg.matchAll(/<([a-z]+)/g)].map(([, name]) => name)).not.toContain("script");
  });
});

test.each([
  [0.3, 1],
  [1, 1],
  [3, 5],
  [7, 10],
  [260, 500],
])("an axis with steps of at least %s has steps of %s", (least, step) => {
  expect(niceStep(least)).toBe(step);
});

test.each([
  ["2026-11-14T00:00Z", "2026-11-14T01:00Z", "00:10"],
  ["2026-11-13T02:00Z", "2026-11-14T02:00Z", "06:00"],
  ["2026-10-01T00:00Z", "2026-11-14T00:00Z", "14 Oct"],
])("from %s to %s the times are few and round", (from, to, label) => {
  const times = axisTimes(new Date(from), new Date(to));
  expect(times.length).toBeLessThan(9);
  expect(times.map((each) => each.label)).toContain(label);
});

function perTen(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    time: new Date(Date.parse("2026-11-13T10:00:00Z") + at * 600_000).toISOString().replace(".000Z", "Z"),
    principal:
      at % 3 === 0 ? "arn:aws:iam::111122223333:user/build" : "arn:aws:iam::111122223333:role/deploy",
    count: 1,
  }));
}
