import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText } from "../text/text.ts";
import { type BaselineQuestion, baselineQuestion } from "./baseline-question.ts";
import { describeFirstSeen } from "./describe-first-seen.ts";
import { createEvaluation } from "./evaluate.ts";
import { compareWithBaseline, countNew, newIn } from "./first-seen.ts";
import type { Answer, Condition, Query, Row } from "./query.ts";

const day = 86_400;
const window = { from: new Date("2026-11-14T00:00:00Z"), to: new Date("2026-11-15T00:00:00Z") };
const deploy = "arn:aws:iam::111122223333:role/deploy";
const admin = "arn:aws:iam::111122223333:role/admin";

const query = (changes: Partial<Query> = {}): Query => ({
  from: "cloudtrail",
  where: { all: [] },
  by: ["principal", "ip"],
  measure: [],
  limit: 100,
  services: "hide",
  ...changes,
});
const answer = (rows: Row[], columns = Object.keys(rows[0] ?? {})) => ({ columns, rows });
const is = (path: string, text: string): Condition => ({
  path,
  test: { op: "equals", values: [{ type: "text", text, openStart: false, openEnd: false }] },
});

const baseline = (rows: Row[], completeness: Partial<Answer["completeness"]> = {}, more = 0): Answer => ({
  columns: Object.keys(rows[0] ?? {}),
  rows,
  rowsBeforeLimit: rows.length + more,
  completeness: {
    engine: "log-group",
    accounts: [],
    regions: [],
    window,
    pagesRead: 1,
    scanned: rows.length,
    matched: rows.length,
    duplicatesDropped: 0,
    servicesHidden: 0,
    settlesAt: window.to,
    settled: true,
    notes: [],
    ...completeness,
  },
});
const before = (principal: string, sourceIPAddress: string, more: Row = {}): Row => ({
  principal,
  sourceIPAddress,
  userAgent: "aws-cli",
  awsRegion: "eu-central-1",
  eventName: "ListBuckets",
  first: "2026-10-31T06:00:00Z",
  ...more,
});

function questionOf(rows: Row[], changes: Partial<Query> = {}): BaselineQuestion {
  const question = baselineQuestion({ query: query(changes), window }, answer(rows), 14 * day);
  if (question === undefined || typeof question === "string") throw new Error(String(question));
  return question;
}
const words = (rows: Row[], answers: Answer) =>
  describeFirstSeen(compareWithBaseline(questionOf(rows), { rows }, answers)).map(plainText);

const row = (principal: string, ip: string): Row => ({ principal, ip });

test("an address that this principal never used is new, though another one used it", () => {
  const rows = [row(deploy, "198.51.100.7"), row(deploy, "192.0.2.1"), row(admin, "198.51.100.7")];
  const seen = compareWithBaseline(
    questionOf(rows),
    { rows },
    baseline([before(deploy, "192.0.2.1"), before(admin, "198.51.100.7")]),
  );
  expect(rows.map((each) => newIn(seen, each))).toEqual([["ip"], [], []]);
  expect(countNew(seen, rows, "ip")).toBe(1);
  expect(describeFirstSeen(seen).map(plainText)).toEqual([
    "198.51.100.7: first seen for role/deploy in 14 d",
  ]);
});

test("the question is about the fourteen days before, for these principals, once for all values", () => {
  const question = questionOf([row(deploy, "192.0.2.1"), row(admin, "192.0.2.1"), row(deploy, "192.0.2.2")]);
  expect(question.window).toEqual({
    from: new Date("2026-10-31T00:00:00Z"),
    to: new Date("2026-11-13T23:59:59.999Z"),
  });
  expect(question.query.by).toEqual(["principal", "sourceIPAddress", "userAgent", "awsRegion", "eventName"]);
  expect(question.principals).toEqual([deploy, admin]);
});

test("where the rows do not say who, the question does", () => {
  const rows = [{ ip: "198.51.100.7", count: 3 }];
  const key = "AKIAIOSFODNN7EXAMPLE";
  const question = questionOf(rows, { where: { all: [is("userIdentity.accessKeyId", key)] }, by: ["ip"] });
  expect(question).toMatchObject({ path: "userIdentity.accessKeyId", who: key });
  const was = { ...before(deploy, "192.0.2.1"), "userIdentity.accessKeyId": key };
  const seen = compareWithBaseline(question, { rows }, baseline([was]));
  expect(newIn(seen, rows[0] as Row)).toEqual(["ip"]);
});

test("a call is the same with and without its version", () => {
  const rows = [{ principal: deploy, call: "UpdateFunctionCode" }];
  const seen = compareWithBaseline(
    questionOf(rows, { by: ["principal", "call"] }),
    { rows },
    baseline([before(deploy, "192.0.2.1", { eventName: "UpdateFunctionCode20150331v2" })]),
  );
  expect(seen.marks).toEqual([]);
  expect(describeFirstSeen(seen).map(plainText)).toEqual([
    "Nothing new: all of it was seen in the 14 d before.",
  ]);
});

test("a short history is said to be one", () => {
  const told = words(
    [row(deploy, "198.51.100.7")],
    baseline([before(deploy, "192.0.2.1", { first: "2026-11-11T00:00:00Z" })]),
  );
  expect(told).toEqual([
    "198.51.100.7: first seen for role/deploy in 14 d",
    "The baseline reaches back 3 d only, not 14 d: older calls may be missing.",
  ]);
});

test("of a principal without any earlier call nothing is marked, and the reader is told why", () => {
  const rows = [row(admin, "198.51.100.7")];
  const seen = compareWithBaseline(questionOf(rows), { rows }, baseline([before(deploy, "192.0.2.1")]));
  expect(newIn(seen, rows[0] as Row)).toEqual([]);
  expect(countNew(seen, rows, "ip")).toBeUndefined();
  const told = words(rows, baseline([before(deploy, "192.0.2.1")]));
  expect(told[0]).toMatch(/^No call of role\/admin was found in the 14 d before: either it is new, or/);
});

test("a baseline with gaps marks nothing and says why", () => {
  const rows = [row(deploy, "198.51.100.7")];
  const cut = compareWithBaseline(
    questionOf(rows),
    { rows },
    baseline([], { truncated: "1000 pages were read" }),
  );
  expect(cut).toMatchObject({ state: "none", marks: [] });
  expect(describeFirstSeen(cut).map(plainText)[0]).toContain("1000 pages were read");
  expect(countNew(cut, rows, "ip")).toBeUndefined();
  const many = compareWithBaseline(
    questionOf(rows),
    { rows },
    baseline([before(deploy, "192.0.2.1")], {}, 5),
  );
  expect(many.state).toBe("none");
});

test("twenty principals are compared and the rest is told", () => {
  const rows = Array.from({ length: 25 }, (_, at) => row(`${deploy}${at}`, "192.0.2.1"));
  const question = questionOf(rows);
  expect(question.principals).toHaveLength(20);
  const seen = compareWithBaseline(
    question,
    { rows },
    baseline(rows.map((each) => before(String(each.principal), "192.0.2.1"))),
  );
  expect(seen.notes).toContain("5 more principals of this answer were not compared.");
});

test.each<[string, Partial<Query>, Row[], RegExp | undefined]>([
  ["names no address, agent, Region or call", {}, [{ principal: deploy, count: 1 }], undefined],
  ["says nobody", {}, [{ ip: "192.0.2.1" }], undefined],
  ["has no rows", {}, [], undefined],
  ["is of access logs", { from: "access-log" }, [row(deploy, "192.0.2.1")], undefined],
  ["is of sessions' keys alone", {}, [{ key: "ASIAIOSFODNN7EXAMPLE", ip: "192.0.2.1" }], /new each time/],
])("an answer that %s is not compared", (_, changes, rows, why) => {
  const question = baselineQuestion({ query: query(changes), window }, answer(rows), 14 * day);
  if (why) expect(question).toMatch(why);
  else expect(question).toBeUndefined();
});

test("an answer over two weeks says that it is its own baseline", () => {
  const long = { from: new Date("2026-11-01T00:00:00Z"), to: window.to };
  const told = baselineQuestion(
    { query: query(), window: long },
    answer([row(deploy, "192.0.2.1")]),
    14 * day,
  );
  expect(told).toMatch(/longer than half/);
});

test("what is marked is exactly what the records before do not have", () => {
  const ip = fc.constantFrom("192.0.2.1", "192.0.2.2", "198.51.100.7");
  const who = fc.constantFrom(deploy, admin);
  const record = fc.record({ ip, who }).map((each) => ({
    eventTime: "2026-11-02T00:00:00Z",
    eventName: "ListBuckets",
    sourceIPAddress: each.ip,
    userIdentity: { type: "AssumedRole", sessionContext: { sessionIssuer: { arn: each.who } } },
  }));
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 12 }),
      fc.array(fc.record({ principal: who, ip }), { minLength: 1, maxLength: 6 }),
      (records, rows) => {
        const question = questionOf(rows);
        const evaluation = createEvaluation(question.query, question.window);
        for (const [at, each] of records.entries()) evaluation.add({ ...each, eventID: `e${at}` });
        const { columns, rows: found, rowsBeforeLimit } = evaluation.result();
        const seen = compareWithBaseline(
          question,
          { rows },
          { ...baseline(found), columns, rowsBeforeLimit },
        );
        const met = (principal: string) =>
          records.some(({ userIdentity }) => userIdentity.sessionContext.sessionIssuer.arn === principal);
        for (const each of rows) {
          const was = records.some(
            ({ sourceIPAddress, userIdentity }) =>
              sourceIPAddress === each.ip && userIdentity.sessionContext.sessionIssuer.arn === each.principal,
          );
          expect(newIn(seen, each).includes("ip")).toBe(!was && met(each.principal));
        }
      },
    ),
  );
});
