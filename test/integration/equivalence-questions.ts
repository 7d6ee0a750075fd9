import fc from "fast-check";
import type { Condition, FieldTest, Literal, Measure, Query, Window } from "../../src/domain/query/query.ts";
import {
  account,
  addresses,
  agents,
  arns,
  eventNames,
  keys,
  names,
  regions,
  sources,
  texts,
  wholeWindow,
  windows,
} from "./equivalence-records.ts";

const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(...values);

/** Fields, each with values that it may have. */
const fields: Record<string, readonly string[]> = {
  eventName: eventNames,
  call: eventNames,
  eventSource: sources,
  awsRegion: regions,
  sourceIPAddress: addresses,
  ip: addresses,
  userAgent: agents,
  errorCode: texts,
  errorMessage: texts,
  eventID: ["e-1", "e-2", "e-33"],
  eventTime: ["2026-05-03T01:00:00Z", "2026-05-03"],
  recipientAccountId: [account],
  readOnly: ["true", "false"],
  managementEvent: ["true", "false"],
  eventCategory: ["Management", "Data"],
  vpcEndpointId: ["vpce-01"],
  "userIdentity.type": ["IAMUser", "AssumedRole", "Root", "AWSService"],
  "userIdentity.arn": arns,
  "userIdentity.userName": [...names, ...texts],
  "userIdentity.accessKeyId": keys,
  "userIdentity.accountId": [account],
  "userIdentity.principalId": ["AIDAEXAMPLE", "AROAEXAMPLE:build-7"],
  "userIdentity.invokedBy": ["ec2.amazonaws.com"],
  "userIdentity.sessionContext.attributes.mfaAuthenticated": ["true", "false"],
  "userIdentity.sessionContext.sessionIssuer.arn": arns,
  "userIdentity.sessionContext.sourceIdentity": names,
  key: keys,
  principal: [...arns, "ec2.amazonaws.com"],
  actor: [...arns, ...names],
  person: [...names, "root", "build-7"],
  resource: [...arns, ...names, "one-bucket", "i-01"],
  "resources.ARN": arns,
  "resources[0].ARN": arns,
  "requestParameters.userName": [...names, ...texts],
  "requestParameters.maxResults": ["5", "45.5", "1e21", "1000000000000000000000"],
  "requestParameters.dryRun": ["true", "false"],
  "requestParameters.instancesSet.items.instanceId": ["i-01", "i-02"],
  "requestParameters.instancesSet.items[0].port": ["22", "443"],
  "requestParameters.tags": texts,
  "decode(requestParameters.policyDocument).Statement.Effect": ["Allow", "Deny"],
  "decode(requestParameters.policyDocument).Statement.Action": ["*", "iam:*", "s3:GetObject"],
  "responseElements.ConsoleLogin": ["Success", "Failure"],
  "additionalEventData.MFAUsed": ["Yes", "No"],
  requestParameters: [...names, "bucket", "45", "tru", "Statement"],
};
export const paths = Object.keys(fields);

/** Whole, or with a wildcard where some of it was cut off. */
const textOf = (values: readonly string[]): fc.Arbitrary<Literal> =>
  fc
    .record({ text: oneOf(values), openStart: fc.boolean(), openEnd: fc.boolean(), cut: fc.nat(5) })
    .map(({ text, openStart, openEnd, cut }) => {
      const start = openStart ? Math.min(cut, text.length) : 0;
      const end = openEnd ? Math.max(start, text.length - cut) : text.length;
      return { type: "text", text: text.slice(start, end), openStart, openEnd };
    });
const closedText = (values: readonly string[]): fc.Arbitrary<Literal> =>
  oneOf(values).map((text) => ({ type: "text", text, openStart: false, openEnd: false }));

const literal = (values: readonly string[]): fc.Arbitrary<Literal> =>
  fc.oneof(
    { weight: 5, arbitrary: closedText(values) },
    { weight: 4, arbitrary: textOf(values) },
    {
      weight: 1,
      arbitrary: oneOf([5, 22, 45.5, 111122223333, 0]).map((number): Literal => ({ type: "number", number })),
    },
    { weight: 1, arbitrary: fc.boolean().map((boolean): Literal => ({ type: "boolean", boolean })) },
  );
const time: fc.Arbitrary<Literal> = oneOf(["2026-05-03T01:00:00Z", "2026-05-02T22:30:00Z"]).map((at) => ({
  type: "time",
  at: new Date(at),
}));

const networks = [
  "192.0.2.0/24",
  "192.0.2.7",
  "192.0.2.7/32",
  "192.0.0.0/16",
  "192.0.16.0/20",
  "0.0.0.0/0",
  "2001:db8::/32",
  "::ffff:192.0.2.7",
];

const fieldTest = (path: string): fc.Arbitrary<FieldTest> => {
  const values = fields[path] ?? texts;
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        op: oneOf(["equals", "equals", "not", "contains"] as const),
        values: fc.array(literal(values), { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ op: fc.constant("exists" as const), value: fc.boolean() }) },
    {
      weight: /ip/i.test(path) ? 6 : 1,
      arbitrary: fc.record({
        op: oneOf(["inCidr", "notInCidr"] as const),
        networks: fc.array(oneOf(networks), { minLength: 1, maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        op: oneOf(["gt", "gte", "lt", "lte"] as const),
        value: fc.oneof(
          oneOf([5, 22]).map((number): Literal => ({ type: "number", number })),
          time,
        ),
      }),
    },
  );
};

const leaf = oneOf(paths).chain((path) => fieldTest(path).map((test): Condition => ({ path, test })));
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 5, arbitrary: leaf },
    { weight: 2, arbitrary: fc.record({ all: fc.array(tie("condition"), { maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ any: fc.array(tie("condition"), { maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ none: fc.array(tie("condition"), { maxLength: 3 }) }) },
  ),
}));

const columns = fc.uniqueArray(oneOf(paths), { minLength: 1, maxLength: 4 });
const shape: fc.Arbitrary<Omit<Query, "where" | "from">> = fc.oneof(
  fc.record({
    show: columns,
    measure: fc.constant<Measure[]>([]),
    order: oneOf([
      undefined,
      { column: "eventTime", descending: true },
      { column: "eventTime", descending: false },
    ]),
    limit: oneOf([3, 1_000, 1_000]),
    services: oneOf(["hide", "show"] as const),
  }),
  fc.record({
    by: columns,
    measure: oneOf<Measure[]>([[], [{ name: "distinct(ip)", of: "distinct", path: "ip" }]]),
    perSeconds: oneOf([undefined, 3_600]),
    limit: oneOf([3, 1_000, 1_000]),
    services: oneOf(["hide", "show"] as const),
  }),
);

export interface Asked {
  query: Query;
  window: Window;
}

const plainRows = (where: Condition): Asked => ({
  query: {
    from: "cloudtrail",
    where,
    show: ["eventTime", "eventID"],
    measure: [],
    limit: 1_000,
    services: "show",
  },
  window: wholeWindow,
});

const text = (value: string, openStart = false, openEnd = false): Literal => ({
  type: "text",
  text: value,
  openStart,
  openEnd,
});
const negatedToo = (condition: Condition): Asked[] => [
  plainRows(condition),
  plainRows({ none: [condition] }),
];

/** Every operator on every field, with some of its values; those that a neighbour might negate, negated too. */
export function everyOperator(): Asked[] {
  return paths.flatMap((path) => {
    const [one = "", two = one] = fields[path] ?? [];
    const tests: FieldTest[] = [
      { op: "equals", values: [text(one), text(two)] },
      { op: "equals", values: [text(two)] },
      { op: "equals", values: [text(two.slice(0, 3), false, true)] },
      { op: "equals", values: [text(two.slice(-3), true)] },
      { op: "not", values: [text(one)] },
      { op: "not", values: [text(two.slice(-3), true)] },
      { op: "contains", values: [text(two.slice(1, 4))] },
      { op: "exists", value: true },
      { op: "inCidr", networks: ["192.0.2.0/24"] },
      { op: "inCidr", networks: ["198.51.100.0/24", "2001:db8::/32"] },
      { op: "inCidr", networks: ["::ffff:192.0.2.7"] },
      { op: "notInCidr", networks: ["192.0.2.0/24"] },
      { op: "notInCidr", networks: ["192.0.16.0/20"] },
      { op: "notInCidr", networks: ["2001:db8::/32", "::ffff:192.0.2.7"] },
      { op: "gte", value: { type: "number", number: 22 } },
      { op: "lt", value: { type: "time", at: new Date("2026-05-03T01:00:00Z") } },
    ];
    return tests.flatMap((test) => negatedToo({ path, test }));
  });
}

/** Conditions joined in every way, some of which a neighbour can say whole, and one that none can. */
export function everyGroup(): Asked[] {
  const is = (path: string, value: string): Condition => ({
    path,
    test: { op: "equals", values: [text(value)] },
  });
  const [a, b, c] = [
    is("eventSource", "iam.amazonaws.com"),
    is("awsRegion", "us-east-1"),
    is("errorCode", "AccessDenied"),
  ] as const;
  const unsayable: Condition = {
    path: "eventTime",
    test: { op: "gte", value: { type: "time", at: new Date("2026-05-03T01:00:00Z") } },
  };
  return [
    { all: [a, b] },
    { any: [a, b] },
    { none: [a, b] },
    { none: [{ none: [a] }, b] },
    { any: [a, { none: [b, c] }] },
    { all: [a, { none: [b, { any: [c, a] }] }] },
    { none: [{ all: [a, { none: [b] }] }, { any: [b, c] }] },
    { any: [a, unsayable] },
    { all: [a, unsayable] },
    { none: [{ all: [a, unsayable] }] },
    { none: [{ any: [a, unsayable] }, b] },
  ].flatMap(negatedToo);
}

/** Every odd text, whole and cut, on fields that may have it: what one language takes for a sign is text in another. */
export function everyText(): Asked[] {
  return ["userAgent", "userIdentity.userName", "requestParameters.userName"].flatMap((path) =>
    texts.flatMap((value) => {
      const middle = value.slice(1, -1);
      const tests: FieldTest[] = [
        { op: "equals", values: [text(value)] },
        { op: "equals", values: [text(value.slice(0, 4), false, true), text("AccessDenied")] },
        { op: "equals", values: [text(value.slice(-4), true)] },
        { op: "not", values: [text(value), text("two\nlines")] },
        { op: "not", values: [text(value.slice(0, 4), false, true)] },
        { op: "contains", values: [text(middle === "" ? value : middle)] },
      ];
      return tests.flatMap((test) => negatedToo({ path, test }));
    }),
  );
}

export const questions: fc.Arbitrary<Asked> = fc
  .record({ where: condition, shape, window: oneOf([...windows, wholeWindow]) })
  .map(({ where, shape: rest, window }) => ({ query: { from: "cloudtrail", where, ...rest }, window }));
