import { assumedRole, iamUser } from "./callers.ts";
import { credentialsResponse } from "./credentials-response.ts";
import { later } from "./noise-act.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";
import type { TrailTamperingCast } from "./trail-tampering-cast.ts";

const HOME = "eu-central-1";

/** What the user is there for: every other hour it takes the role and looks whether all is well. */
export function usualMaintenance(cast: TrailTamperingCast, now: Date, random: SeededRandom): StoryCall[] {
  const from = { address: cast.usualAddress, userAgent: "Boto3/1.34.144 ua/2.0 os/linux lang/python#3.11.9" };
  return Array.from({ length: 10 }, (_, turn) => {
    const at = later(now, -(turn * 7200 + 9000 + random.between(0, 300)));
    const accessKeyId = `ASIA${random.text(16)}`;
    const caller = assumedRole(
      { accountId: cast.accountId, role: cast.role, session: "health-check", accessKeyId, since: at },
      from,
    );
    const look = (seconds: number, service: string, name: string, request?: object): StoryCall => ({
      at: later(at, seconds),
      caller,
      service,
      name,
      region: HOME,
      request,
    });
    return [
      takeRole(cast, { at, accessKeyId, from }, random),
      look(3, "cloudtrail", "GetTrailStatus", { name: cast.trailArn }),
      look(4, "cloudtrail", "GetEventSelectors", { trailName: cast.trailArn }),
      look(6, "ec2", "DescribeInstanceStatus", { filterSet: {} }),
    ];
  }).flat();
}

/** The user takes the role; the answer holds the session's token. */
export function takeRole(
  cast: TrailTamperingCast,
  {
    at,
    accessKeyId,
    from,
    session = "health-check",
  }: { at: Date; accessKeyId: string; from: { address: string; userAgent: string }; session?: string },
  random: SeededRandom,
): StoryCall {
  const { accountId, role } = cast;
  const roleArn = `arn:aws:iam::${accountId}:role/${role}`;
  return {
    at,
    caller: iamUser({ accountId, userName: cast.userName, accessKeyId: cast.userKey }, from),
    service: "sts",
    name: "AssumeRole",
    region: HOME,
    request: { roleArn, roleSessionName: session, durationSeconds: 3600 },
    response: credentialsResponse({ accountId, role, session, accessKeyId, at }, random),
    more: { resources: [{ accountId, type: "AWS::IAM::Role", ARN: roleArn }] },
  };
}
