import { expect, test } from "vitest";
import type { LogEvent, LogGroup } from "../logs/log-groups.ts";
import { parseQuery } from "./parse-query.ts";
import { runQuery } from "./run-query.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const group: LogGroup = {
  name: "trail",
  arn: "arn:aws:logs:eu-central-1:111122223333:log-group:trail",
  region: "eu-central-1",
  createdAt: 0,
  streams: new Map(),
  events: [],
  trail: false,
};

function events(...messages: (object | string)[]): { group: LogGroup; event: LogEvent }[] {
  return messages.map((message, at) => ({
    group,
    event: {
      stream: "s",
      timestamp: NOON - at * 60_000,
      ingestedAt: NOON,
      order: 100 - at,
      message: typeof message === "string" ? message : JSON.stringify(message),
    },
  }));
}

/** The rows without @ptr, each as a plain object. */
function asked(query: string, found: ReturnType<typeof events>, limit = 10_000) {
  const { rows } = runQuery(parseQuery(query).commands, found, { limit, now: NOON });
  return rows.map((row) =>
    Object.fromEntries(row.filter(({ field }) => field !== "@ptr").map(({ field, value }) => [field, value])),
  );
}

const CALLS = events(
  { eventName: "GetObject", errorCode: "AccessDenied", who: { name: "ana" }, bytes: 10, tags: ["x", "y"] },
  {
    eventName: "PutObject",
    who: { name: "ben" },
    bytes: 30,
    readOnly: false,
    sourceIPAddress: "203.0.113.7",
  },
  {
    eventName: "GetObject",
    who: { name: "ana" },
    bytes: 20,
    readOnly: true,
    sourceIPAddress: "198.51.100.2",
  },
  "plain text user=cleo took 35 ms",
);
const matching = (condition: string) =>
  asked(`filter ${condition} | fields bytes, @message`, CALLS).map(({ bytes }) => bytes ?? "text");

test.each([
  ['eventName = "GetObject"', ["10", "20"]],
  ["eventName = 'PutObject'", ["30"]],
  ['eventName != "GetObject"', ["30", "text"]],
  ['errorCode != "AccessDenied"', ["30", "20", "text"]],
  ['errorCode not like "Denied"', ["30", "20", "text"]],
  ['ispresent(errorCode) and errorCode != "AccessDenied"', []],
  ['not (errorCode = "AccessDenied")', ["30", "20", "text"]],
  ['errorCode = "accessdenied"', []],
  ["bytes > 10", ["30", "20"]],
  ["bytes >= 10 and bytes < 30", ["10", "20"]],
  ["bytes <= 10 or bytes = 30", ["10", "30"]],
  ['bytes = "30"', ["30"]],
  ["missing > 0", []],
  ["missing < 0", []],
  ["bytes in [10, 20]", ["10", "20"]],
  ['eventName in ["PutObject", "DeleteObject"]', ["30"]],
  ["bytes not in [10, 20]", ["30", "text"]],
  ['eventName like "Object"', ["10", "30", "20"]],
  ["eventName like /^Get/", ["10", "20"]],
  ["eventName =~ /(?i)^get/", ["10", "20"]],
  ["eventName not like /^Get/", ["30", "text"]],
  ['who.name = "ana"', ["10", "20"]],
  ['`who`.`name` = "ana"', ["10", "20"]],
  ['tags.1 = "y"', ["10"]],
  ["readOnly = 1", ["20"]],
  ["readOnly = 0", ["30"]],
  ["readOnly = true", ["20"]],
  ["bytes * 2 + 10 = 50", ["20"]],
  ["bytes % 20 = 10", ["10", "30"]],
  ["2 ^ 3 = 8 and bytes - 10 = 0", ["10"]],
  ['isIpv4InSubnet(sourceIPAddress, "203.0.113.0/24")', ["30"]],
  ['strlen(eventName) = 9 and tolower(who.name) = "ana"', ["10", "20"]],
  ["@message like /took \\d+ ms/", ["text"]],
  ['eventName = "GetObject" or bytes = 30 and missing = 1', ["10", "20"]],
  ['(eventName = "GetObject" or bytes = 30) and bytes = 30', ["30"]],
  ['coalesce(errorCode, "none") = "none"', ["30", "20", "text"]],
])("filter %s", (condition, expected) => {
  expect(matching(condition)).toEqual(expected);
});

test("without fields a row shows time and message, newest first, and a pointer", () => {
  const { rows, recordsMatched } = runQuery(parseQuery("limit 1").commands, CALLS, { limit: 10, now: NOON });
  expect(recordsMatched).toBe(1);
  expect(rows[0]?.map(({ field }) => field)).toEqual(["@timestamp", "@message", "@ptr"]);
  expect(rows[0]?.[0]?.value).toBe("2026-11-20 12:00:00.000");
});

test("fields adds up, display replaces, and what is not there is left out", () => {
  expect(
    asked("fields bytes | fields errorCode as error, bytes * 2 as twice | filter bytes < 25", CALLS),
  ).toEqual([
    { bytes: "10", error: "AccessDenied", twice: "20" },
    { bytes: "20", twice: "40" },
  ]);
  expect(asked("fields bytes, eventName | display eventName | limit 1", CALLS)).toEqual([
    { eventName: "GetObject" },
  ]);
});

test("stats counts together, by fields and by time", () => {
  expect(
    asked(
      "filter ispresent(bytes) | stats count(*), sum(bytes) as total, avg(bytes), min(bytes), max(bytes), count_distinct(who.name), count(errorCode) by eventName | sort total desc",
      CALLS,
    ),
  ).toEqual([
    {
      eventName: "GetObject",
      "count(*)": "2",
      total: "30",
      "avg(bytes)": "15",
      "min(bytes)": "10",
      "max(bytes)": "20",
      "count_distinct(who.name)": "1",
      "count(errorCode)": "1",
    },
    {
      eventName: "PutObject",
      "count(*)": "1",
      total: "30",
      "avg(bytes)": "30",
      "min(bytes)": "30",
      "max(bytes)": "30",
      "count_distinct(who.name)": "1",
      "count(errorCode)": "0",
    },
  ]);
  expect(asked("stats count(*) as n by bin(2m) | sort n", CALLS)).toEqual([
    { "bin(2m)": "2026-11-20 12:00:00.000", n: "1" },
    { "bin(2m)": "2026-11-20 11:56:00.000", n: "1" },
    { "bin(2m)": "2026-11-20 11:58:00.000", n: "2" },
  ]);
});

test("earliest, latest, percentiles, and more than one stats", () => {
  expect(
    asked(
      "stats earliest(eventName) as first, latest(eventName) as last, pct(bytes, 90) as high, latest(@timestamp) as at",
      CALLS,
    ),
  ).toEqual([{ first: "GetObject", last: "GetObject", high: "30", at: "2026-11-20 12:00:00.000" }]);
  expect(asked("stats sum(bytes) as b by who.name | stats max(b) as most", CALLS)).toEqual([{ most: "30" }]);
});

test("a group without the field is a group of its own, without it", () => {
  expect(asked("stats count(*) as n by errorCode | sort n desc", CALLS)).toEqual([
    { n: "3" },
    { errorCode: "AccessDenied", n: "1" },
  ]);
  expect(asked("filter bytes > 99 | stats count(*)", CALLS)).toEqual([]);
});

test("parse takes parts out by stars or by named groups", () => {
  expect(
    asked('parse "user=* took * ms" as user, took | filter took > 30 | fields user, took', CALLS),
  ).toEqual([{ user: "cleo", took: "35" }]);
  expect(asked("parse @message /took (?<took>\\d+)/ | filter ispresent(took) | fields took", CALLS)).toEqual([
    { took: "35" },
  ]);
  expect(asked('parse @message "plain *" as rest | filter ispresent(rest) | fields rest', CALLS)).toEqual([
    { rest: "text user=cleo took 35 ms" },
  ]);
});

test("sort goes by size or by characters, several keys, and puts what is missing last", () => {
  const numbers = events({ n: 10, t: "b" }, { n: 9, t: "b" }, { n: 100, t: "a" }, { t: "c" });
  expect(asked("fields n | sort n", numbers).map(({ n }) => n)).toEqual(["9", "10", "100", undefined]);
  expect(asked("fields n | sort n desc", numbers).map(({ n }) => n)).toEqual(["100", "10", "9", undefined]);
  expect(asked("fields t, n | sort t asc, n desc", numbers).map(({ n }) => n)).toEqual([
    "100",
    "10",
    "9",
    undefined,
  ]);
});

test("dedup keeps the first of each, and every row without the field", () => {
  expect(asked("fields eventName, errorCode | dedup eventName", CALLS)).toEqual([
    { eventName: "GetObject", errorCode: "AccessDenied" },
    { eventName: "PutObject" },
    {},
  ]);
  expect(asked("fields eventName | dedup errorCode | limit 2", CALLS)).toHaveLength(2);
});

test("only 200 fields of an event are found; jsonParse finds the rest", () => {
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`f${at}`, at]));
  const [row] = asked(
    "fields f0, f199, f200, jsonParse(@message) as all | fields all.f249 as last",
    events(many),
  );
  expect(row).toMatchObject({ f0: "0", f199: "199", last: "249" });
  expect(row).not.toHaveProperty("f200");
});

test("JSON inside a text is one field; objects and nulls are none; @ is doubled", () => {
  const odd = events({ policy: '{"a":1}', none: null, deep: { a: 1 }, "@id": 7, "odd name": 8 });
  expect(asked("fields policy, none, deep, @@id, `odd name`", odd)).toEqual([
    { policy: '{"a":1}', "@@id": "7", "odd name": "8" },
  ]);
});

test("a limit of the request cuts what the query did not", () => {
  expect(asked("fields bytes", CALLS, 2)).toHaveLength(2);
});

test("comments and line breaks stand between the parts", () => {
  expect(
    asked("# what was refused\nfilter ispresent(errorCode) # all of it\n  | fields eventName", CALLS),
  ).toEqual([{ eventName: "GetObject" }]);
});

test.each([
  ["", 0],
  ["fields", 6],
  ["fields a,", 9],
  ["filter a = ", 11],
  ["filtre a = 1", 0],
  ["fields a | | limit 1", 11],
  ["fields a limit 1", 9],
  ['filter a like "x', 14],
  ["stats nothing(*)", 6],
  ["stats count(*) by", 17],
  ["limit 0", 6],
  ["limit 100001", 6],
  ["fields shout(a)", 7],
  ['parse @message "a=*, b=*" as a', 15],
  ["dedup a | sort a", 10],
  ["filter (a = 1", 13],
  ["filter a like /(/", 14],
  ["pattern @message", 0],
])("%j is malformed at %i", (query, place) => {
  expect(() => parseQuery(query)).toThrow(
    expect.objectContaining({
      code: "MalformedQueryException",
      details: {
        queryCompileError: expect.objectContaining({
          location: { startCharOffset: place, endCharOffset: expect.any(Number) },
        }),
      },
    }),
  );
});

test("SOURCE names groups, or what their names begin with", () => {
  expect(parseQuery('SOURCE "a", "b" START=1000 END=2999 | limit 1').source).toEqual({
    names: ["a", "b"],
    prefixes: [],
  });
  expect(parseQuery('SOURCE logGroups(namePrefix: ["/aws/"]) | limit 1').source).toEqual({
    names: [],
    prefixes: ["/aws/"],
  });
});
