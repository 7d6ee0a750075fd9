import { partitionOf } from "../athena/partition.ts";
import { readBucketUrl } from "../bucket-url.ts";
import { about, type IamStatement, unique } from "./iam-statement.ts";

export interface IamAccount {
  id: string;
  /** The role Cairn assumes there; without one Cairn's own identity asks. */
  roleArn?: string;
  externalId?: string;
  regions: string[];
  /** Names or ARNs; one without a Region of its own is allowed in all of the account's. */
  logGroups: (string | { name: string; region: string })[];
  /** Whether Logs Insights may be asked about the log groups. */
  insights?: boolean;
  /** CloudTrail files: what is in a bucket needs rights, a folder none. */
  archive?: string;
  athena?: { region: string; database: string; table: string; workgroup?: string; output?: string };
}

/** Stands where the bucket of an account's trail belongs. */
export const TRAIL_BUCKET = "REPLACE-WITH-THE-BUCKET-OF-THE-TRAIL";

/** What Cairn needs to ask one account; `suffix` keeps the statements of several apart. */
export function iamReading(account: IamAccount, suffix: string): IamStatement[] {
  const { id, regions, logGroups, insights } = account;
  const [home = ""] = regions;
  const groups = logGroups.flatMap((group) => groupArns(group, id, regions));
  // Global services (IAM, STS, sign-in) write their events to us-east-1, wherever people work.
  const asked = partitionOf(home) === "aws" ? unique([...regions, "us-east-1"]) : regions;
  return [
    {
      Sid: `ReadEventHistory${suffix}`,
      Effect: "Allow",
      Action: ["cloudtrail:LookupEvents"],
      // LookupEvents knows no resources; the Region is all that can be narrowed.
      Resource: ["*"],
      Condition: { StringEquals: { "aws:RequestedRegion": asked } },
    },
    ...about(`ReadLogGroups${suffix}`, groups, [
      "logs:FilterLogEvents",
      ...(insights ? ["logs:StartQuery"] : []),
    ]),
    // These know no resources: a query's id is the secret.
    ...about(`ReadInsights${suffix}`, insights && groups.length > 0 ? ["*"] : [], [
      "logs:GetQueryResults",
      "logs:StopQuery",
    ]),
    ...athena(account, suffix),
    ...bucket(account, suffix),
    ...recording(account, suffix, groups),
    {
      Sid: `ReadAlarmStates${suffix}`,
      Effect: "Allow",
      Action: ["cloudwatch:DescribeAlarms"],
      Resource: ["*"],
      Condition: { StringEquals: { "aws:RequestedRegion": regions } },
    },
    ...about(
      `ReadAlarmTags${suffix}`,
      regions.map((region) => `arn:${partitionOf(region)}:cloudwatch:${region}:${id}:alarm:*`),
      ["cloudwatch:ListTagsForResource"],
    ),
  ];
}

/** What tells whether a zero is a zero: is the trail on, what does it record, is the log group alive. */
function recording(
  { id, regions: [home = ""], athena: table, archive }: IamAccount,
  suffix: string,
  groups: string[],
): IamStatement[] {
  const ofTrails = groups.length > 0 || table !== undefined || readBucketUrl(archive ?? "") !== undefined;
  const partition = partitionOf(home);
  return [
    // Lists know no resources.
    ...about(`SeeTrails${suffix}`, ofTrails ? ["*"] : [], ["cloudtrail:DescribeTrails"]),
    // A trail of the organisation belongs to another account and shows here.
    ...about(`SeeWhatTrailsRecord${suffix}`, ofTrails ? [`arn:${partition}:cloudtrail:*:*:trail/*`] : [], [
      "cloudtrail:GetTrailStatus",
      "cloudtrail:GetEventSelectors",
    ]),
    ...about(
      `SeeLogGroups${suffix}`,
      groups.length > 0 ? [`arn:${partition}:logs:*:${id}:log-group:*`] : [],
      ["logs:DescribeLogGroups"],
    ),
    ...about(`SeeLogStreams${suffix}`, groups, ["logs:DescribeLogStreams"]),
  ];
}

/** Athena reads with the caller's own rights. The trail's bucket is not in the settings: its name is left to fill in. */
function athena({ id, athena: table }: IamAccount, suffix: string): IamStatement[] {
  if (!table) return [];
  const { region, database, table: name, workgroup = "primary", output } = table;
  const partition = partitionOf(region);
  const glue = `arn:${partition}:glue:${region}:${id}`;
  const results = output?.replace(/^s3:\/\//, "").replace(/\/*$/, "");
  return [
    ...about(
      `AskAthena${suffix}`,
      [`arn:${partition}:athena:${region}:${id}:workgroup/${workgroup}`],
      [
        "athena:StartQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:StopQueryExecution",
      ],
    ),
    ...about(
      `ReadAthenaTable${suffix}`,
      [`${glue}:catalog`, `${glue}:database/${database}`, `${glue}:table/${database}/${name}`],
      ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"],
    ),
    ...about(
      `ReadTrailBucket${suffix}`,
      [`arn:${partition}:s3:::${TRAIL_BUCKET}`, `arn:${partition}:s3:::${TRAIL_BUCKET}/*`],
      ["s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject"],
    ),
    ...about(
      `KeepAthenaResults${suffix}`,
      results === undefined
        ? []
        : [`arn:${partition}:s3:::${results.split("/")[0]}`, `arn:${partition}:s3:::${results}/*`],
      ["s3:GetBucketLocation", "s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
    ),
  ];
}

/** Only what lies below the prefix: a bucket may hold more than trails. */
function bucket({ archive, regions: [home = ""] }: IamAccount, suffix: string): IamStatement[] {
  const place = archive === undefined ? undefined : readBucketUrl(archive);
  if (!place) return [];
  const arn = `arn:${partitionOf(home)}:s3:::${place.bucket}`;
  const below = place.prefix === "" ? "*" : `${place.prefix}/*`;
  return [
    {
      Sid: `ListTrailFiles${suffix}`,
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: [arn],
      ...(place.prefix !== "" && { Condition: { StringLike: { "s3:prefix": [below] } } }),
    },
    ...about(`ReadTrailFiles${suffix}`, [`${arn}/${below}`], ["s3:GetObject"]),
  ];
}

/** IAM has known log groups both with and without the ending for their streams. */
function groupArns(group: IamAccount["logGroups"][number], account: string, regions: string[]): string[] {
  const { name, within } =
    typeof group === "string"
      ? { name: group, within: regions }
      : { name: group.name, within: [group.region] };
  const arns = name.startsWith("arn:")
    ? [name.replace(/:\*$/, "")]
    : within.map((region) => `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${name}`);
  return arns.flatMap((arn) => [arn, `${arn}:*`]);
}
