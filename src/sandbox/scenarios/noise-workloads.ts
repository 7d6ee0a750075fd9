import { assumedRole, hourlySession, onBehalfOf } from "./callers.ts";
import { type Act, later } from "./noise-act.ts";
import { secretRead } from "./noise-functions.ts";
import type { Caller, StoryCall } from "./story-call.ts";

const HOME = "eu-central-1";

export const WEB_INSTANCES = [
  "i-0a1b2c3d4e5f60001",
  "i-0a1b2c3d4e5f60002",
  "i-0a1b2c3d4e5f60003",
  "i-0a1b2c3d4e5f60004",
] as const;

/** A container of the shop, inside the network: its calls come from private addresses through an endpoint. */
export const shopTask: Act = ({ at, accountId, random }) => {
  const task = `${["b7f3c2", "e19a04", "77d0ab"][random.between(0, 2)]}5d8e9f40a1b2c3d4e5f6a7b8c9`;
  const session = hourlySession({ accountId, role: "shop-task", session: task }, at);
  const caller = assumedRole(session, {
    address: `10.0.${random.between(10, 12)}.${random.between(4, 200)}`,
    userAgent: "Boto3/1.34.144 md/Botocore#1.34.144 ua/2.0 os/linux#5.10 exec-env/AWS_ECS_FARGATE",
  });
  const queueUrl = `https://sqs.${HOME}.amazonaws.com/${accountId}/orders`;
  const other: readonly [string, string, object][] = [
    ["sqs", "GetQueueAttributes", { queueUrl, attributeNames: ["ApproximateNumberOfMessages"] }],
    ["ssm", "GetParametersByPath", { path: "/shop/", recursive: true, withDecryption: true }],
    ["elasticache", "DescribeCacheClusters", { showCacheNodeInfo: true }],
    ["dynamodb", "DescribeTable", { tableName: "orders" }],
  ];
  const [service, name, request] = other[random.between(0, other.length - 1)] ?? [
    "sts",
    "GetCallerIdentity",
    {},
  ];
  return [
    ...secretRead(caller, { at, accountId, secret: "shop/database", random }),
    { at: later(at, 1), caller, service, name, region: HOME, request },
  ];
};

const SERVER_CALLS = [
  ["ssm", "ListInstanceAssociations", { maxResults: 20 }],
  ["ec2", "DescribeTags", { filterSet: { items: [{ name: "resource-type" }] } }],
  ["sts", "GetCallerIdentity", undefined],
  ["elasticache", "DescribeCacheClusters", { showCacheNodeInfo: true }],
  ["elasticloadbalancing", "DescribeTargetHealth", { targetGroupArn: "shop-web" }],
] as const;

/** An instance of the web shop uses its role's credentials. */
export const webServer: Act = ({ at, accountId, random }) => {
  const instance = random.pick(WEB_INSTANCES);
  const [service, name, request] = random.pick(SERVER_CALLS);
  return [{ at, caller: instanceCaller(accountId, instance, at), service, name, region: HOME, request }];
};

export function instanceCaller(accountId: string, instance: string, at: Date): Caller {
  const session = hourlySession({ accountId, role: "web-server", session: instance }, at);
  return assumedRole(
    { ...session, more: { ec2RoleDelivery: "2.0" } },
    {
      address: `198.51.100.${100 + Number(instance.slice(-1))}`,
      userAgent: "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOARCH#amd64",
    },
  );
}

/** The nightly backup copies disks and throws old copies away. */
export const backupRun: Act = ({ at, accountId, random }) => {
  const volume = `vol-0${random.text(16, "0123456789abcdef")}`;
  const snapshot = () => `snap-0${random.text(16, "0123456789abcdef")}`;
  const session = hourlySession({ accountId, role: "backup", session: "AWSBackup-nightly" }, at);
  const caller = onBehalfOf(assumedRole(session, { address: "", userAgent: "" }), "backup.amazonaws.com");
  const call = (seconds: number, name: string, request: object, response?: object): StoryCall => ({
    at: later(at, seconds),
    caller,
    service: "ec2",
    name,
    region: HOME,
    request,
    response,
  });
  const made = snapshot();
  return [
    call(0, "DescribeVolumes", { volumeSet: { items: [{ volumeId: volume }] }, filterSet: {} }),
    call(
      3,
      "CreateSnapshot",
      { volumeId: volume, description: "nightly" },
      { snapshotId: made, status: "pending" },
    ),
    call(
      4,
      "CreateTags",
      { resourcesSet: { items: [{ resourceId: made }] }, tagSet: { items: [{ key: "made-by" }] } },
      { _return: true },
    ),
    ...[30, 60, 90].map((seconds) =>
      call(seconds, "DescribeSnapshots", { snapshotSet: { items: [{ snapshotId: made }] } }),
    ),
    call(100, "DeleteSnapshot", { snapshotId: snapshot(), force: false }, { _return: true }),
    ...(random.chance(0.1)
      ? [
          {
            ...call(101, "DeleteSnapshot", { snapshotId: snapshot(), force: false }),
            error: {
              code: "Client.InvalidSnapshot.InUse",
              message: "The snapshot is currently in use by an AMI",
            },
          },
        ]
      : []),
  ];
};
