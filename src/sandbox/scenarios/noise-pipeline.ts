import { assumedRole, temporaryKey } from "./callers.ts";
import { credentialsResponse } from "./credentials-response.ts";
import { type Act, later, type Scene } from "./noise-act.ts";
import type { Caller, StoryCall } from "./story-call.ts";

export const PIPELINE_ROLE = "deploy-pipeline";
const HOME = "eu-central-1";
const DEPLOYED = [
  { functionName: "order-worker", service: "orders" },
  { functionName: "invoice-mailer", service: "billing" },
  { functionName: "thumbnailer", service: "catalogue" },
] as const;

/** A pipeline run: signs in with a web identity, deploys, and is refused the one thing it was never given. */
export const ciPipeline: Act = (scene) => {
  const { at, accountId, random } = scene;
  const { signIn, caller } = pipelineSignIn(scene);
  const { functionName, service } = random.pick(DEPLOYED);
  const steps = deployment({ accountId, functionName, service, release: random.text(7, "0123456789abcdef") });
  const calls = steps.map(([source, name, request, response], step): StoryCall => {
    return {
      at: later(at, 4 + step * 7),
      caller,
      service: source,
      name,
      region: HOME,
      request,
      response,
    };
  });
  if (random.chance(0.2)) {
    const arn = String(caller.identity.arn);
    calls.push({
      at: later(at, 90),
      caller,
      service: "ec2",
      name: "DescribeVpcs",
      region: HOME,
      request: { vpcSet: {}, filterSet: {} },
      error: {
        code: "Client.UnauthorizedOperation",
        message: `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action`,
      },
    });
  }
  return [signIn, ...calls];
};

/** How every run of the pipeline begins: a token of the code host is exchanged for a session. */
export function pipelineSignIn({ at, accountId, random }: Scene): {
  signIn: StoryCall;
  caller: Caller;
  session: string;
} {
  const role = PIPELINE_ROLE;
  const session = `run-${random.between(40_000, 49_999)}`;
  const accessKeyId = temporaryKey(random);
  const from = {
    address: `203.0.113.${random.between(10, 40)}`,
    userAgent: "aws-sdk-js/3.600.0 ua/2.0 os/linux lang/js md/nodejs#20.15.0",
  };
  const provider = `arn:aws:iam::${accountId}:oidc-provider/ci.example.com`;
  const roleArn = `arn:aws:iam::${accountId}:role/${role}`;
  const subject = "repo:shop/main:ref:refs/heads/main";
  const signIn: StoryCall = {
    at,
    caller: {
      ...from,
      identity: {
        type: "WebIdentityUser",
        principalId: `${provider}:sts.amazonaws.com:${subject}`,
        userName: subject,
        identityProvider: provider,
      },
    },
    service: "sts",
    name: "AssumeRoleWithWebIdentity",
    region: HOME,
    request: { roleArn, roleSessionName: session, durationSeconds: 3600 },
    response: {
      ...credentialsResponse({ accountId, role, session, accessKeyId, at }, random),
      subjectFromWebIdentityToken: subject,
      provider,
      audience: "sts.amazonaws.com",
    },
    more: { resources: [{ accountId, type: "AWS::IAM::Role", ARN: roleArn }] },
  };
  return { signIn, session, caller: assumedRole({ accountId, role, session, accessKeyId, since: at }, from) };
}

type Step = readonly [service: string, name: string, request?: object, response?: object];

function deployment(what: {
  accountId: string;
  functionName: string;
  service: string;
  release: string;
}): Step[] {
  const { accountId, functionName, service, release } = what;
  const stackName = `shop-${service}`;
  const changeSetName = `release-${release}`;
  const repositoryName = `shop/${service}`;
  const taskDefinition = `arn:aws:ecs:${HOME}:${accountId}:task-definition/${stackName}:118`;
  return [
    ["ecr", "GetAuthorizationToken", {}],
    ["ecr", "BatchCheckLayerAvailability", { repositoryName, registryId: accountId }],
    ["ecr", "PutImage", { repositoryName, imageTag: release }, { image: { repositoryName } }],
    ["cloudformation", "DescribeStacks", { stackName }],
    ["cloudformation", "CreateChangeSet", { stackName, changeSetName }, { stackName: stackName }],
    ["cloudformation", "DescribeChangeSet", { stackName, changeSetName }],
    ["cloudformation", "ExecuteChangeSet", { stackName, changeSetName }],
    ["lambda", "GetFunction20150331v2", { functionName }],
    [
      "lambda",
      "UpdateFunctionCode20150331v2",
      {
        functionName,
        s3Bucket: "shop-artifacts",
        s3Key: `${functionName}/${release}.zip`,
        publish: true,
        dryRun: false,
      },
      { functionName, runtime: "nodejs20.x", environment: {}, state: "Active" },
    ],
    [
      "ecs",
      "RegisterTaskDefinition",
      { family: stackName },
      { taskDefinition: { taskDefinitionArn: taskDefinition } },
    ],
    [
      "ecs",
      "UpdateService",
      { cluster: "shop", service, taskDefinition },
      { service: { serviceName: service } },
    ],
    ["ecs", "DescribeServices", { cluster: "shop", services: [service] }],
    ["ecs", "DescribeServices", { cluster: "shop", services: [service] }],
  ];
}
