import { describe, expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { holds } from "./evaluate-expression.ts";
import { optionsIn, parseExpression, pathsIn } from "./expression.ts";
import type { Known } from "./template.ts";

const known: Record<string, Known> = {
  rows: 3,
  answer: "not-mine",
  code: "Client.UnauthorizedOperation",
  account: "012345678901",
  names: ["GetUser", "CreateUser"],
  none: [],
  usual: ["GetUser", "CreateUser", "ListUsers"],
  early: new Date("2026-11-20T01:00:00Z"),
  late: "2026-11-20T02:00:00.000Z",
  done: true,
  "distinct.sourceIPAddress": 2,
  "max.distinct(eventSource)": 4,
  "top.resources[0].ARN": "arn:aws:s3:::b",
};

const says = (when: string): boolean =>
  holds(parseExpression(when), (path) => (Object.hasOwn(known, path) ? known[path] : undefined));

describe("what holds", () => {
  test.each([
    ["rows == 3", true],
    ["rows != 3", false],
    ["rows > 2 and rows < 4", true],
    ["rows >= 3", true],
    ["rows <= 2", false],
    ["rows == 0 or distinct.sourceIPAddress > 1", true],
    ["rows == 3 or nobody == 1 and rows == 0", true],
    ["(rows == 3 or rows == 4) and rows == 0", false],
    ["not rows == 0", true],
    ["not (rows == 3 and done == true)", false],
    ["answer == not-mine", true],
    ["answer == mine", false],
    ["answer in [mine, not-mine]", true],
    ["answer not in [mine, perhaps]", true],
    ['code contains "Unauthorized"', true],
    ["code contains 'Denied'", false],
    ['names contains "GetUser"', true],
    ['names contains "Get"', false],
    ["names in usual", true],
    ["usual in names", false],
    ["usual not in names", true],
    ["none == []", true],
    ["names == []", false],
    ['account == "012345678901"', true],
    ['account == "12345678901"', false],
    ["early < late", true],
    ["late < early", false],
    ["max.distinct(eventSource) >= 3", true],
    ['top.resources[0].ARN == "arn:aws:s3:::b"', true],
    ["rows > -1", true],
    ["rows == 3.0", true],
    ["rows > 2 * distinct.sourceIPAddress", false],
    ["2 * distinct.sourceIPAddress > rows", true],
    ["rows / distinct.sourceIPAddress == 1.5", true],
    ["rows > nobody * 2", false],
    ["rows / 0 > 1", false],
    ["rows > names * 2", false],
    ["known rows", true],
    ["known nobody", false],
    ["not known nobody and rows == 3", true],
  ])("%s: %s", (when, wanted) => {
    expect(says(when)).toBe(wanted);
  });
});

test("a comparison with what is not known is false, whatever it compares", () => {
  for (const comparison of ["==", "!=", ">", "<=", "in", "not in", "contains"])
    expect(says(`nobody ${comparison} rows`)).toBe(false);
  expect(says("rows == nobody")).toBe(false);
  expect(says("rows in [3, nobody]")).toBe(false);
});

test("names of a prototype are not known", () => {
  expect(says("constructor != 1")).toBe(false);
  expect(says("__proto__ != 1")).toBe(false);
});

describe("what cannot be read", () => {
  test.each([
    "",
    "rows",
    "rows =",
    "rows = 0",
    "rows == ",
    "== 0",
    "rows == 0 and",
    "rows == 0 rows == 1",
    "(rows == 0",
    "rows == 0)",
    "rows not 0",
    "rows + 1 == 2",
    "rows * == 2",
    "* 2 == rows",
    "known",
    "known 3",
    "rows == known",
    "rows == 0; process.exit()",
    "rows == `0`",
    'rows == "0',
    "answer in [[mine]]",
    "constructor('return 1')() == 1",
    "rows == 203.0.113.7",
  ])("%s", (when) => {
    expect(() => parseExpression(when)).toThrow(InputError);
  });

  test("what is nested without end", () => {
    expect(() => parseExpression(`${"(".repeat(200)}rows == 0${")".repeat(200)}`)).toThrow(
      "nested too deeply",
    );
    expect(() => parseExpression(`${"not ".repeat(200)}rows == 0`)).toThrow("nested too deeply");
  });
});

test("an expression tells what it reads and which answers it names", () => {
  const expression = parseExpression("answer in [mine, not-mine] or not (top.ip == address)");
  expect(pathsIn(expression)).toEqual(["answer", "top.ip", "address"]);
  expect(optionsIn(expression)).toEqual(["mine", "not-mine"]);
});
