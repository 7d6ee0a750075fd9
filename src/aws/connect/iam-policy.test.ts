import { expect, test } from "vitest";
import { iamPolicy, UNKNOWN_PRINCIPAL } from "./iam-policy.ts";
import type { IamStatement } from "./iam-statement.ts";

const roleArn = "arn:aws:iam::444455556666:role/cairn-reads";
const queueArn = "arn:aws:sqs:eu-west-1:111122223333:cairn-alarms";
const busArn = "arn:aws:events:eu-west-1:111122223333:event-bus/incidents";
const topic = "arn:aws:sns:eu-west-1:111122223333:alarms";
const plain = { id: "111122223333", regions: ["eu-west-1"], logGroups: [] };

/** What tells whether a zero is a zero. */
const settingsOf = (account: string, ...groups: string[]) => [
  "cloudtrail:DescribeTrails *",
  "cloudtrail:GetTrailStatus arn:aws:cloudtrail:*:*:trail/*",
  "cloudtrail:GetEventSelectors arn:aws:cloudtrail:*:*:trail/*",
  `logs:DescribeLogGroups arn:aws:logs:*:${account}:log-group:*`,
  ...groups.flatMap((group) => [`logs:DescribeLogStreams ${group}`, `logs:DescribeLogStreams ${group}:*`]),
];

const allowed = (statements: IamStatement[]) =>
  statements.flatMap(({ Action, Resource = [] }) =>
    Action.flatMap((action) => Resource.map((on) => `${action} ${on}`)),
  );

test("an account without log group, queue or bus may only have its event history read, in its Regions", () => {
  expect(iamPolicy({ accounts: [plain] })).toEqual({
    cairn: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ReadEventHistory",
          Effect: "Allow",
          Action: ["cloudtrail:LookupEvents"],
          Resource: ["*"],
          Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] } },
        },
        {
          Sid: "ReadAlarmStates",
          Effect: "Allow",
          Action: ["cloudwatch:DescribeAlarms"],
          Resource: ["*"],
          Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-1"] } },
        },
        {
          Sid: "ReadAlarmTags",
          Effect: "Allow",
          Action: ["cloudwatch:ListTagsForResource"],
          Resource: ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*"],
        },
      ],
    },
    roles: [],
  });
});

const alerts = "arn:aws:sns:eu-west-1:111122223333:cairn-alerts";

test("each thing that is configured adds its own right, on itself only", () => {
  const { cairn } = iamPolicy({
    accounts: [{ ...plain, logGroups: ["trail"] }],
    queueArn,
    busArn,
    topicArns: [topic],
    alertsArn: alerts,
  });
  const group = "arn:aws:logs:eu-west-1:111122223333:log-group:trail";
  expect(allowed(cairn.Statement)).toEqual([
    "cloudtrail:LookupEvents *",
    `logs:FilterLogEvents ${group}`,
    `logs:FilterLogEvents ${group}:*`,
    ...settingsOf(plain.id, group),
    "cloudwatch:DescribeAlarms *",
    "cloudwatch:ListTagsForResource arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*",
    `sqs:ReceiveMessage ${queueArn}`,
    `sqs:DeleteMessage ${queueArn}`,
    `sqs:ChangeMessageVisibility ${queueArn}`,
    `sns:ConfirmSubscription ${topic}`,
    `sns:Publish ${alerts}`,
    `events:PutEvents ${busArn}`,
  ]);
});

test("a log group of one Region may not be read in another", () => {
  const { cairn } = iamPolicy({
    accounts: [
      { ...plain, regions: ["eu-west-1", "eu-west-2"], logGroups: [{ name: "trail", region: "eu-west-2" }] },
    ],
  });
  expect(cairn.Statement[1]?.Resource).toEqual([
    "arn:aws:logs:eu-west-2:111122223333:log-group:trail",
    "arn:aws:logs:eu-west-2:111122223333:log-group:trail:*",
  ]);
});

test("with a role, Cairn itself may only assume it; the role reads", () => {
  const { cairn, roles } = iamPolicy({
    accounts: [{ id: "444455556666", roleArn, regions: ["eu-west-1"], logGroups: ["trail"] }],
  });
  expect(allowed(cairn.Statement)).toEqual([`sts:AssumeRole ${roleArn}`, `sts:SetSourceIdentity ${roleArn}`]);
  expect(allowed(roles[0]?.permissions.Statement ?? [])).toEqual([
    "cloudtrail:LookupEvents *",
    "logs:FilterLogEvents arn:aws:logs:eu-west-1:444455556666:log-group:trail",
    "logs:FilterLogEvents arn:aws:logs:eu-west-1:444455556666:log-group:trail:*",
    ...settingsOf("444455556666", "arn:aws:logs:eu-west-1:444455556666:log-group:trail"),
    "cloudwatch:DescribeAlarms *",
    "cloudwatch:ListTagsForResource arn:aws:cloudwatch:eu-west-1:444455556666:alarm:*",
  ]);
});

test("a role trusts Cairn alone, with the external id, and never a session without a responder's name", () => {
  const { roles } = iamPolicy({
    accounts: [
      { id: "444455556666", roleArn, externalId: "a-shared-word", regions: ["eu-west-1"], logGroups: [] },
    ],
    principalArn: "arn:aws:iam::111122223333:role/cairn",
  });
  expect(roles[0]?.trust.Statement).toEqual([
    {
      Sid: "CairnWithTheRespondersName",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111122223333:role/cairn" },
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
      Condition: {
        StringLike: { "sts:SourceIdentity": "*" },
        StringEquals: { "sts:ExternalId": "a-shared-word" },
      },
    },
  ]);
});

test("when nobody says who Cairn runs as, the trust policy shows where to write it, not everybody", () => {
  const { roles } = iamPolicy({ accounts: [{ ...plain, roleArn }] });
  expect(roles[0]?.trust.Statement[0]?.Principal).toEqual({ AWS: UNKNOWN_PRINCIPAL });
});

test("several accounts keep their statements apart, and IAM's ids stay unique", () => {
  const { cairn } = iamPolicy({
    accounts: [
      { ...plain, logGroups: ["a"] },
      { ...plain, id: "444455556666", logGroups: ["b"] },
    ],
  });
  const ids = cairn.Statement.map(({ Sid }) => Sid);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(16);
  expect(ids.every((id) => /^[A-Za-z0-9]+$/.test(id))).toBe(true);
});

test("China has its own partition and no us-east-1; a group may be named by its ARN", () => {
  const group = "arn:aws-cn:logs:cn-north-1:444455556666:log-group:shared:*";
  const { cairn } = iamPolicy({
    accounts: [{ id: "111122223333", regions: ["cn-north-1"], logGroups: ["trail", group] }],
  });
  expect(cairn.Statement[0]?.Condition).toEqual({
    StringEquals: { "aws:RequestedRegion": ["cn-north-1"] },
  });
  expect(cairn.Statement[1]?.Resource).toEqual([
    "arn:aws-cn:logs:cn-north-1:111122223333:log-group:trail",
    "arn:aws-cn:logs:cn-north-1:111122223333:log-group:trail:*",
    "arn:aws-cn:logs:cn-north-1:444455556666:log-group:shared",
    "arn:aws-cn:logs:cn-north-1:444455556666:log-group:shared:*",
  ]);
});

test("Logs Insights and Athena add what they need, and nothing where they are not set", () => {
  const account = { id: "111122223333", regions: ["eu-central-1"], logGroups: ["trail"] };
  const actionsOf = (extra: object) =>
    iamPolicy({ accounts: [{ ...account, ...extra }] }).cairn.Statement.flatMap(({ Action }) => Action);
  expect(actionsOf({}).join()).not.toMatch(/StartQuery|athena|glue|s3/);
  expect(actionsOf({ insights: true })).toEqual(
    expect.arrayContaining(["logs:StartQuery", "logs:GetQueryResults", "logs:StopQuery"]),
  );
  const athena = { region: "eu-central-1", database: "trails", table: "all", output: "s3://results/cairn/" };
  const { cairn } = iamPolicy({ accounts: [{ ...account, athena }] });
  expect(cairn.Statement.flatMap(({ Resource = [] }) => Resource)).toEqual(
    expect.arrayContaining([
      "arn:aws:athena:eu-central-1:111122223333:workgroup/primary",
      "arn:aws:glue:eu-central-1:111122223333:table/trails/all",
      "arn:aws:s3:::results",
      "arn:aws:s3:::results/cairn/*",
    ]),
  );
});

test("a bucket of trail files may be listed and read below its prefix alone", () => {
  const { roles } = iamPolicy({
    accounts: [{ ...plain, roleArn, archive: "s3://trail-logs/org/" }],
  });
  expect(roles[0]?.permissions.Statement.slice(1, 3)).toEqual([
    {
      Sid: "ListTrailFiles",
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: ["arn:aws:s3:::trail-logs"],
      Condition: { StringLike: { "s3:prefix": ["org/*"] } },
    },
    {
      Sid: "ReadTrailFiles",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: ["arn:aws:s3:::trail-logs/org/*"],
    },
  ]);
  const whole = iamPolicy({ accounts: [{ ...plain, archive: "s3://trail-logs" }] }).cairn.Statement;
  expect(allowed(whole)).toEqual(
    expect.arrayContaining([
      "s3:ListBucket arn:aws:s3:::trail-logs",
      "s3:GetObject arn:aws:s3:::trail-logs/*",
    ]),
  );
  expect(
    allowed(iamPolicy({ accounts: [{ ...plain, archive: "/trail-files" }] }).cairn.Statement),
  ).toHaveLength(3);
});
