import { awsService, hourlySession } from "./callers.ts";
import { credentialsResponse } from "./credentials-response.ts";
import { later } from "./noise-act.ts";
import { instanceCaller, WEB_INSTANCES } from "./noise-workloads.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";

interface Day {
  from: Date;
  to: Date;
  accountId: string;
  random: SeededRandom;
}

/** What runs by the clock: instances report and renew their credentials, the trail looks at its bucket. */
export function scheduledCalls(day: Day): StoryCall[] {
  return [...WEB_INSTANCES.flatMap((instance) => instanceLife(day, instance)), ...trailDeliveries(day)];
}

function instanceLife({ from, to, accountId, random }: Day, instance: string): StoryCall[] {
  const reports = every(5, { from, to, random }).map(
    (at): StoryCall => ({
      at,
      caller: instanceCaller(accountId, instance, at),
      service: "ssm",
      name: "UpdateInstanceInformation",
      region: "eu-central-1",
      request: {
        instanceId: instance,
        agentVersion: "3.3.987.0",
        agentStatus: "Active",
        platformType: "Linux",
        agentName: "amazon-ssm-agent",
      },
    }),
  );
  const renewals = every(60, { from, to, random }).map((at): StoryCall => {
    const session = hourlySession({ accountId, role: "web-server", session: instance }, at);
    const roleArn = `arn:aws:iam::${accountId}:role/web-server`;
    return {
      at: session.since,
      caller: awsService("ec2.amazonaws.com"),
      service: "sts",
      name: "AssumeRole",
      region: "eu-central-1",
      request: { roleArn, roleSessionName: instance },
      response: credentialsResponse({ ...session, at: session.since }, random),
      more: {
        resources: [{ accountId, type: "AWS::IAM::Role", ARN: roleArn }],
        sharedEventID: random.uuid(),
      },
    };
  });
  return [...reports, ...renewals];
}

function trailDeliveries({ from, to, accountId, random }: Day): StoryCall[] {
  return ["eu-central-1", "us-east-1"].flatMap((region) =>
    every(region === "eu-central-1" ? 5 : 15, { from, to, random }).map(
      (at): StoryCall => ({
        at,
        caller: awsService("cloudtrail.amazonaws.com"),
        service: "s3",
        name: "GetBucketAcl",
        region,
        request: { bucketName: `trail-${accountId}`, acl: "" },
      }),
    ),
  );
}

function every(
  minutes: number,
  { from, to, random }: { from: Date; to: Date; random: SeededRandom },
): Date[] {
  const times: Date[] = [];
  for (let at = later(from, 120); at < to; at = later(at, minutes * 60)) {
    times.push(later(at, random.between(0, 9)));
  }
  return times;
}
