import type { BadDeployCast } from "./bad-deploy-cast.ts";
import { later } from "./noise-act.ts";
import { pipelineSignIn } from "./noise-pipeline.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";

const region = "eu-central-1";

/** When the new code went live, in seconds after the run began. */
export const LIVE_AFTER = 98;

/** The pipeline's run: a function and a service are released, in the way of every other day. */
export function release(cast: BadDeployCast, start: Date, random: SeededRandom): StoryCall[] {
  const { accountId, functionName, cluster, service } = cast;
  const { signIn, caller } = pipelineSignIn({ at: start, accountId, random });
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
  const taskDefinition = `arn:aws:ecs:${region}:${accountId}:task-definition/${service}:42`;
  const stackName = "shop-checkout";
  const changeSetName = `release-${cast.release}`;
  const answer = {
    functionName,
    functionArn,
    runtime: "nodejs20.x",
    role: `arn:aws:iam::${accountId}:role/${functionName}`,
  };
  const call = (seconds: number, source: string, name: string, more: Partial<StoryCall>): StoryCall => ({
    at: later(start, seconds),
    caller,
    service: source,
    name,
    region,
    part: "release",
    ...more,
  });
  const look = { part: "release-look" };
  return [
    { ...signIn, part: "release-look" },
    call(6, "ecr", "GetAuthorizationToken", { ...look, request: {} }),
    call(13, "cloudformation", "DescribeStacks", { ...look, request: { stackName } }),
    call(21, "cloudformation", "CreateChangeSet", {
      request: { stackName, changeSetName, description: cast.hostileTitle },
      response: { id: `arn:aws:cloudformation:${region}:${accountId}:changeSet/${changeSetName}` },
    }),
    call(34, "cloudformation", "DescribeChangeSet", { ...look, request: { stackName, changeSetName } }),
    call(41, "cloudformation", "ExecuteChangeSet", { request: { stackName, changeSetName } }),
    call(55, "lambda", "GetFunction20150331v2", { ...look, request: { functionName } }),
    call(63, "lambda", "UpdateFunctionCode20150331v2", {
      part: "change",
      request: {
        functionName,
        s3Bucket: "shop-artifacts",
        s3Key: `${functionName}/${cast.release}.zip`,
        publish: false,
        dryRun: false,
      },
      response: { ...answer, codeSha256: cast.codeAfter, version: "$LATEST", environment: {} },
    }),
    call(72, "lambda", "UpdateFunctionConfiguration20150331v2", {
      request: { functionName, environment: {}, timeout: 15 },
      response: { ...answer, codeSha256: cast.codeAfter, environment: {}, timeout: 15 },
    }),
    call(85, "lambda", "PublishVersion20150331", {
      request: { functionName, codeSha256: cast.codeAfter },
      response: { ...answer, codeSha256: cast.codeAfter, version: "118" },
    }),
    call(LIVE_AFTER, "lambda", "UpdateAlias20150331", {
      request: { functionName, name: "live", functionVersion: "118" },
      response: { aliasArn: `${functionArn}:live`, name: "live", functionVersion: "118" },
    }),
    call(110, "ecs", "RegisterTaskDefinition", {
      request: {
        family: service,
        taskRoleArn: `arn:aws:iam::${accountId}:role/${cast.taskRole}`,
        containerDefinitions: [
          {
            name: service,
            image: `${accountId}.dkr.ecr.${region}.amazonaws.com/shop/checkout:${cast.release}`,
            environment: [
              { name: "PAYMENTS_SECRET", value: cast.newSecret },
              { name: "LEGACY_DB_PASSWORD", value: cast.taskPassword },
            ],
          },
        ],
      },
      response: { taskDefinition: { taskDefinitionArn: taskDefinition, family: service, revision: 42 } },
    }),
    call(121, "ecs", "UpdateService", {
      request: { cluster, service, taskDefinition },
      response: { service: { serviceName: service, taskDefinition, desiredCount: 4 } },
    }),
    call(150, "ecs", "DescribeServices", { ...look, request: { cluster, services: [service] } }),
  ];
}
