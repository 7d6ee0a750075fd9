import { assumedRole, awsService, onBehalfOf, temporaryKey } from "./callers.ts";
import { credentialsResponse } from "./credentials-response.ts";
import { type Act, later, type Scene } from "./noise-act.ts";
import { keyOf } from "./noise-resources.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Caller, StoryCall } from "./story-call.ts";

const HOME = "eu-central-1";

const FUNCTIONS = [
  { name: "order-worker", secret: "shop/database" },
  { name: "order-worker", secret: "shop/payment-gateway" },
  { name: "invoice-mailer", secret: "shop/mail" },
  { name: "thumbnailer", secret: undefined },
  { name: "stock-sync", secret: "partners/sftp" },
] as const;

/** A function wakes up and reads its secret, if it has one. */
export const functionSession: Act = (scene) => {
  const { name, secret } = scene.random.pick(FUNCTIONS);
  const { calls, caller } = functionWake(scene, name);
  const { accountId, random } = scene;
  return secret
    ? [...calls, ...secretRead(caller, { at: later(scene.at, 1), accountId, secret, random })]
    : calls;
};

/** Lambda takes the function's role, and the function opens a log stream; what else it does is up to it. */
export function functionWake(
  { at, accountId, random }: Scene,
  name: string,
): { calls: StoryCall[]; caller: Caller } {
  const roleArn = `arn:aws:iam::${accountId}:role/${name}`;
  const grant = { accountId, role: name, session: name, accessKeyId: temporaryKey(random), at };
  const caller = functionCaller(accountId, name, { accessKeyId: grant.accessKeyId, since: at, random });
  const calls: StoryCall[] = [
    {
      at,
      caller: awsService("lambda.amazonaws.com"),
      service: "sts",
      name: "AssumeRole",
      region: HOME,
      request: { roleArn, roleSessionName: name, durationSeconds: 43_200 },
      response: credentialsResponse(grant, random),
      more: {
        resources: [{ accountId, type: "AWS::IAM::Role", ARN: roleArn }],
        sharedEventID: random.uuid(),
      },
    },
    {
      at: later(at, 1),
      caller: { ...caller, userAgent: "awslambda-worker/1.0  rusoto/0.48.0 rust/1.81.0 linux" },
      service: "logs",
      name: "CreateLogStream",
      region: HOME,
      request: {
        logStreamName: `${at.toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${random.text(32, "0123456789abcdef")}`,
        logGroupName: `/aws/lambda/${name}`,
      },
    },
  ];
  return { calls, caller };
}

/** A function's own calls: from an address of AWS that changes, with the SDK of its runtime. */
function functionCaller(
  accountId: string,
  role: string,
  session: { accessKeyId: string; since: Date; random: SeededRandom },
): Caller {
  return assumedRole(
    { accountId, role, session: role, accessKeyId: session.accessKeyId, since: session.since },
    {
      address: `203.0.113.${session.random.between(120, 139)}`,
      userAgent: `aws-sdk-js/3.600.0 ua/2.0 os/linux#5.10 lang/js md/nodejs#20.15.0 exec-env/AWS_Lambda_nodejs20.x`,
    },
  );
}

/** Reading a secret is two calls: the second is Secrets Manager's, in the reader's name. */
export function secretRead(
  caller: Caller,
  { at, accountId, secret, random }: { at: Date; accountId: string; secret: string; random: SeededRandom },
): StoryCall[] {
  const key = keyOf(accountId, "secrets");
  const context = {
    SecretARN: `arn:aws:secretsmanager:${HOME}:${accountId}:secret:${secret}-AbCdEf`,
    SecretVersionId: random.uuid(),
  };
  return [
    {
      at,
      caller,
      service: "secretsmanager",
      name: "GetSecretValue",
      region: HOME,
      request: { secretId: secret },
    },
    {
      at,
      caller: onBehalfOf(caller, "secretsmanager.amazonaws.com"),
      service: "kms",
      name: "Decrypt",
      region: HOME,
      request: { encryptionAlgorithm: "SYMMETRIC_DEFAULT", encryptionContext: context },
      more: { resources: [{ accountId, type: "AWS::KMS::Key", ARN: key }] },
    },
  ];
}
