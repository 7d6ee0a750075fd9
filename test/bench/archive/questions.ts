import { planted, trustedNetworks } from "./record.ts";

/** One question, as each side says it. All give rows of texts in the same columns. */
export interface Question {
  id: string;
  title: string;
  yaml: string;
  /** Columns of Cairn's rows that are compared. */
  columns: string[];
  /** Fields as DuckDB shall read them, and the statement over `records(r)`. */
  struct: string;
  sql: string;
  /** A record in, the cells of its group (or row) out; undefined when it does not match. */
  naive: (record: NaiveRecord) => string[] | undefined;
  /** The same for jq: one line of JSON a match. */
  jq: string;
  /** Rows are groups with a count, and with first and last when asked for. */
  grouped?: "count" | "reach";
  top?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the naive side reads records as people do in a script.
type NaiveRecord = any;

export const hour = { from: "2026-05-04T22:00:00Z", to: "2026-05-04T23:00:00Z" };

// Written out by hand: neither side has networks at hand, and all must mean the same.
const trusted =
  "^(10[.]|172[.](1[6-9]|2[0-9]|3[01])[.]|192[.]168[.]|192[.]0[.]2[.]|198[.]51[.]100[.]([0-9]|[1-9][0-9]|1[01][0-9]|12[0-7])$|100[.](6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])[.]|2001:db8:10:)";
const isTrusted = new RegExp(trusted);
const principalOf = ({ userIdentity }: NaiveRecord): string =>
  userIdentity.sessionContext?.sessionIssuer?.arn ?? userIdentity.arn ?? userIdentity.invokedBy;

export const questions: readonly Question[] = [
  {
    id: "Q1",
    title: "the 20 most frequent calls of one hour",
    yaml: `where: { eventTime: { gte: "${hour.from}", lte: "${hour.to}" } }\nby: [eventName]\nservices: show\nlimit: 20`,
    columns: ["eventName", "count"],
    struct: "eventTime VARCHAR, eventName VARCHAR",
    sql: `SELECT r.eventName, count(*) c FROM records WHERE r.eventTime >= '${hour.from}' AND r.eventTime <= '${hour.to}' GROUP BY 1 ORDER BY c DESC, 1 LIMIT 20`,
    naive: ({ eventTime, eventName }) =>
      eventTime >= hour.from && eventTime <= hour.to ? [eventName] : undefined,
    jq: `select(.eventTime >= "${hour.from}" and .eventTime <= "${hour.to}") | [.eventName]`,
    grouped: "count",
    top: 20,
  },
  {
    id: "Q2",
    title: "one call by one user",
    yaml: `where: { eventName: ${planted.call}, userIdentity.arn: "${planted.arn}" }\nshow: [eventTime, sourceIPAddress, eventID]\nservices: show\nlimit: 1000`,
    columns: ["eventTime", "sourceIPAddress", "eventID"],
    struct:
      "eventTime VARCHAR, eventName VARCHAR, sourceIPAddress VARCHAR, eventID VARCHAR, userIdentity STRUCT(arn VARCHAR)",
    sql: `SELECT r.eventTime, r.sourceIPAddress, r.eventID FROM records WHERE r.eventName = '${planted.call}' AND r.userIdentity.arn = '${planted.arn}'`,
    naive: ({ eventTime, eventName, sourceIPAddress, eventID, userIdentity }) =>
      eventName === planted.call && userIdentity.arn === planted.arn
        ? [eventTime, sourceIPAddress, eventID]
        : undefined,
    jq: `select(.eventName == "${planted.call}" and .userIdentity.arn == "${planted.arn}") | [.eventTime, .sourceIPAddress, .eventID]`,
  },
  {
    id: "Q3",
    title: "denials by principal",
    yaml: `where: { errorCode: ["AccessDenied*", "*UnauthorizedOperation"] }\nby: [principal]\nservices: show\nlimit: 1000`,
    columns: ["principal", "count"],
    struct:
      "errorCode VARCHAR, userIdentity STRUCT(arn VARCHAR, invokedBy VARCHAR, sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR)))",
    sql: "SELECT coalesce(r.userIdentity.sessionContext.sessionIssuer.arn, r.userIdentity.arn, r.userIdentity.invokedBy) p, count(*) c FROM records WHERE r.errorCode LIKE 'AccessDenied%' OR r.errorCode LIKE '%UnauthorizedOperation' GROUP BY 1",
    naive: (record) =>
      record.errorCode?.startsWith("AccessDenied") || record.errorCode?.endsWith("UnauthorizedOperation")
        ? [principalOf(record)]
        : undefined,
    jq: 'select(.errorCode != null and ((.errorCode | startswith("AccessDenied")) or (.errorCode | endswith("UnauthorizedOperation")))) | [.userIdentity.sessionContext.sessionIssuer.arn // .userIdentity.arn // .userIdentity.invokedBy]',
    grouped: "count",
  },
  {
    id: "Q4",
    title: "addresses outside seven networks, with first and last",
    yaml: `where: { sourceIPAddress: { notInCidr: [${trustedNetworks.map((network) => `"${network}"`).join(", ")}], not: "*.amazonaws.com" } }\nby: [sourceIPAddress]\nservices: show\nlimit: 1000`,
    columns: ["sourceIPAddress", "count", "first", "last"],
    struct: "eventTime VARCHAR, sourceIPAddress VARCHAR",
    sql: `SELECT r.sourceIPAddress, count(*) c, min(r.eventTime), max(r.eventTime) FROM records WHERE NOT r.sourceIPAddress LIKE '%.amazonaws.com' AND NOT regexp_matches(r.sourceIPAddress, '${trusted}') GROUP BY 1`,
    naive: ({ sourceIPAddress, eventTime }) =>
      sourceIPAddress.endsWith(".amazonaws.com") || isTrusted.test(sourceIPAddress)
        ? undefined
        : [sourceIPAddress, eventTime],
    jq: `select((.sourceIPAddress | endswith(".amazonaws.com") | not) and (.sourceIPAddress | test("${trusted}") | not)) | [.sourceIPAddress, .eventTime]`,
    grouped: "reach",
  },
  {
    id: "Q5",
    title: "all calls of one access key",
    yaml: `where: { key: ${planted.key} }\nby: [eventName]\nservices: show\nlimit: 1000`,
    columns: ["eventName", "count"],
    struct: "eventName VARCHAR, userIdentity STRUCT(accessKeyId VARCHAR)",
    sql: `SELECT r.eventName, count(*) c FROM records WHERE r.userIdentity.accessKeyId = '${planted.key}' GROUP BY 1`,
    naive: ({ eventName, userIdentity }) =>
      userIdentity.accessKeyId === planted.key ? [eventName] : undefined,
    jq: `select(.userIdentity.accessKeyId == "${planted.key}") | [.eventName]`,
    grouped: "count",
  },
];

/** Sums up matches as `grouped` says; rows in an order of their own, so that answers can be compared. */
export function rowsOf(matches: Iterable<string[]>, { grouped, top }: Question): string[][] {
  if (grouped === undefined) return inOrder([...matches]);
  const groups = new Map<string, { count: number; first: string; last: string }>();
  for (const [name = "", at = ""] of matches) {
    const group = groups.get(name) ?? { count: 0, first: at, last: at };
    group.count += 1;
    if (at < group.first) group.first = at;
    if (at > group.last) group.last = at;
    groups.set(name, group);
  }
  const rows = [...groups].map(([name, { count, first, last }]) =>
    grouped === "reach" ? [name, `${count}`, first, last] : [name, `${count}`],
  );
  if (top === undefined) return inOrder(rows);
  const frequent = rows.sort(([a = "", m], [b = "", n]) => Number(n) - Number(m) || (a < b ? -1 : 1));
  return inOrder(frequent.slice(0, top));
}

export function inOrder(rows: string[][]): string[][] {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .map((row) => JSON.parse(row));
}
