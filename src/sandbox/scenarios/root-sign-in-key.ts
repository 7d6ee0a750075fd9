import { rootUser } from "./callers.ts";
import { sessionToken } from "./credentials-response.ts";
import { later } from "./noise-act.ts";
import type { RootSignInCast } from "./root-sign-in-cast.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";
import { wordyTime } from "./trail-times.ts";

/** The new root key is tried elsewhere, by a program; what would blind the account is refused. */
export function rootKeyUse(cast: RootSignInCast, start: Date, random: SeededRandom): StoryCall[] {
  const { accountId, keyAddress: address } = cast;
  const tool = rootUser({ accountId, accessKeyId: cast.rootKey }, { address, userAgent: cast.toolAgent });
  const hostile = rootUser(
    { accountId, accessKeyId: cast.rootKey },
    { address, userAgent: cast.hostileAgent },
  );
  const session = rootUser(
    { accountId, accessKeyId: cast.sessionKey, since: later(start, 60) },
    { address, userAgent: cast.toolAgent },
  );
  const call = (
    seconds: number,
    service: string,
    name: string,
    more: Partial<StoryCall> = {},
  ): StoryCall => ({
    at: later(start, seconds),
    caller: tool,
    service,
    name,
    region: "us-east-1",
    part: "root-read",
    ...more,
  });
  const deniedBy = (action: string) => ({
    code: "AccessDenied",
    message: `User: arn:aws:iam::${accountId}:root is not authorized to perform: ${action} with an explicit deny in a service control policy`,
  });
  const machines = { request: { instancesSet: {}, filterSet: {} }, caller: hostile };
  return [
    call(0, "sts", "GetCallerIdentity"),
    call(60, "sts", "GetSessionToken", {
      request: { durationSeconds: 3600 },
      response: {
        credentials: {
          accessKeyId: cast.sessionKey,
          sessionToken: sessionToken(random),
          expiration: wordyTime(later(start, 3660)),
        },
      },
    }),
    call(150, "s3", "ListBuckets"),
    call(200, "ec2", "DescribeInstances", { ...machines, region: "eu-central-1" }),
    call(205, "ec2", "DescribeInstances", { ...machines, region: "eu-west-1" }),
    call(210, "ec2", "DescribeInstances", machines),
    call(400, "cloudtrail", "StopLogging", {
      part: "root-refused",
      region: "eu-central-1",
      request: { name: `arn:aws:cloudtrail:eu-central-1:${accountId}:trail/main` },
      error: deniedBy("cloudtrail:StopLogging"),
    }),
    call(470, "organizations", "LeaveOrganization", {
      part: "root-refused",
      error: deniedBy("organizations:LeaveOrganization"),
    }),
    call(900, "iam", "ListRoles", { caller: session, request: { maxItems: 1000 } }),
    call(1260, "s3", "ListBuckets", { caller: session }),
  ];
}
