import { createRandom, type Random } from "./random.ts";

export const accounts = ["111122223333", "444455556666"] as const;
export const regions = ["eu-central-1", "us-east-1", "eu-west-1"] as const;

/** What the five questions look for. */
export const planted = {
  key: "AKIAZ7EXAMPLEKEY4Q2M",
  user: "deploy-legacy",
  arn: "arn:aws:iam::111122223333:user/deploy-legacy",
  /** Where the thief calls from, outside every network of the company. */
  addresses: ["203.0.113.61", "203.0.113.140", "198.51.100.212"],
  call: "CreateAccessKey",
};

/** The company's networks; everything else is worth a look. */
export const trustedNetworks = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "192.0.2.0/24",
  "198.51.100.0/25",
  "100.64.0.0/10",
  "2001:db8:10::/48",
];

const keyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const services = (
  "ec2 s3 sts iam kms lambda logs monitoring rds dynamodb sqs sns ssm secretsmanager elasticloadbalancing " +
  "autoscaling ecs ecr eks cloudformation cloudtrail config events route53 apigateway glue athena kinesis " +
  "firehose states elasticache redshift backup guardduty securityhub access-analyzer organizations " +
  "servicediscovery tagging wafv2 acm cloudfront codebuild codepipeline"
).split(" ");
const verbs = ["Describe", "List", "Get", "Put", "Create", "Update", "Delete", "Tag", "Start", "Batch"];
const nouns = [
  "Instances",
  "Policy",
  "Status",
  "Metrics",
  "Item",
  "Version",
  "Attributes",
  "Job",
  "Rule",
  "Tags",
];
const agents = [
  "aws-sdk-go-v2/1.24.1 os/linux lang/go#1.21.6 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.142.0",
  "Boto3/1.34.39 md/Botocore#1.34.39 ua/2.0 os/linux#5.10.209-198.858.amzn2.x86_64 md/arch#x86_64 lang/python#3.11.7",
  "aws-cli/2.15.19 Python/3.11.6 Linux/6.1.75 exe/x86_64.amzn.2023 prompt/off command/s3.ls",
  "APN/1.0 HashiCorp/1.0 Terraform/1.7.3 (+https://www.terraform.io) terraform-provider-aws/5.36.0",
  "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.4.247 OpenJDK_64-Bit_Server_VM/25.372-b08]",
  "aws-sdk-java/2.23.7 Linux/5.15.0 OpenJDK_64-Bit_Server_VM/17.0.9+9-LTS Java/17.0.9 kotlin/1.9.22",
];
const denials = ["AccessDenied", "Client.UnauthorizedOperation", "AccessDeniedException"];
const otherErrors = ["ThrottlingException", "NoSuchKey", "ResourceNotFoundException", "ValidationException"];

interface Caller {
  identity(random: Random, time: string): string;
  key: string;
  address(random: Random): string;
}

export interface Cast {
  callers: readonly Caller[][];
  calls: readonly { source: string; name: string; read: boolean }[];
}

/** Everyone who calls in the corpus, and what they call. */
export function createCast(seed: number): Cast {
  const random = createRandom(seed);
  const calls = services.flatMap((service) =>
    verbs.flatMap((verb, at) =>
      at === random.below(2) || random.chance(0.9)
        ? [
            {
              source: `${service}.amazonaws.com`,
              name: `${verb}${capital(service)}${random.pick(nouns)}`,
              read: at < 3,
            },
          ]
        : [],
    ),
  );
  return {
    calls: [...calls, { source: "iam.amazonaws.com", name: planted.call, read: false }],
    callers: accounts.map((account) => [
      ...Array.from({ length: 60 }, (_, at) => role(account, at, random)),
      ...Array.from({ length: 120 }, (_, at) => user(account, at, random)),
    ]),
  };
}

function capital(service: string): string {
  return service.slice(0, 1).toUpperCase() + service.slice(1).replaceAll("-", "");
}

function role(account: string, at: number, random: Random): Caller {
  const name = `${random.pick(["app", "batch", "ci", "data", "web", "ops"])}-${random.pick(services)}-role-${at}`;
  const id = `AROA${random.text(17, keyAlphabet)}`;
  const subnet = `10.${random.below(200)}.${random.below(256)}`;
  let session = "";
  let key = "";
  return {
    get key() {
      return key;
    },
    identity(now, time) {
      // A session lasts for a while, then there is a new key.
      if (session === "" || now.chance(0.04)) {
        session = `i-0${now.hex(16)}`;
        key = `ASIA${now.text(16, keyAlphabet)}`;
      }
      return (
        `{"type":"AssumedRole","principalId":"${id}:${session}",` +
        `"arn":"arn:aws:sts::${account}:assumed-role/${name}/${session}","accountId":"${account}",` +
        `"accessKeyId":"${key}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"${id}",` +
        `"arn":"arn:aws:iam::${account}:role/${name}","accountId":"${account}","userName":"${name}"},` +
        `"webIdFederationData":{},"attributes":{"creationDate":"${time}","mfaAuthenticated":"false"}}}`
      );
    },
    address: (now) => `${subnet}.${now.below(16)}`,
  };
}

function user(account: string, at: number, random: Random): Caller {
  const name = `person.${at}`;
  const id = `AIDA${random.text(17, keyAlphabet)}`;
  const key = `AKIA${random.text(16, keyAlphabet)}`;
  return {
    key,
    identity: () =>
      `{"type":"IAMUser","principalId":"${id}","arn":"arn:aws:iam::${account}:user/${name}",` +
      `"accountId":"${account}","accessKeyId":"${key}","userName":"${name}"}`,
    address: (now) =>
      now.chance(0.04)
        ? `203.0.113.${now.below(200)}`
        : now.chance(0.1)
          ? `2001:db8:10::${now.hex(4)}`
          : `192.0.2.${now.below(256)}`,
  };
}

export interface Slot {
  account: number;
  region: string;
  /** Start of the five minutes. */
  at: number;
}

/** One record as CloudTrail writes it, keys in its order, about 1,350 bytes. */
export function recordText({ callers, calls }: Cast, slot: Slot, random: Random): string {
  const account = accounts[slot.account] ?? accounts[0];
  const at = slot.at + random.below(300) * 1_000;
  const time = new Date(at).toISOString().replace(".000Z", "Z");
  const stolen = slot.account === 0 && random.chance(0.0075);
  const call = stolen && random.chance(0.015) ? calls.at(-1) : random.pickEarly(calls);
  if (call === undefined) throw new RangeError("There are no calls.");
  const { source, name, read } = call;
  const service = !stolen && random.chance(0.08) ? `${random.pick(services)}.amazonaws.com` : undefined;
  const caller = random.pickEarly(callers[slot.account] ?? []);
  const identity = service
    ? `{"type":"AWSService","invokedBy":"${service}"}`
    : stolen
      ? stolenIdentity(account)
      : caller.identity(random, time);
  const address = service ?? (stolen ? random.pick(planted.addresses) : caller.address(random));
  const failed = random.chance(stolen ? 0.2 : 0.03);
  const error = failed ? random.pick(random.chance(0.5) ? denials : otherErrors) : undefined;
  return (
    `{"eventVersion":"1.${random.chance(0.7) ? "09" : "08"}","userIdentity":${identity},"eventTime":"${time}",` +
    `"eventSource":"${source}","eventName":"${name}","awsRegion":"${slot.region}",` +
    `"sourceIPAddress":"${address}","userAgent":"${service ?? random.pickEarly(agents)}",` +
    (error
      ? `"errorCode":"${error}","errorMessage":"User: arn:aws:sts::${account}:assumed-role/x is not authorized to perform: ${source.split(".")[0]}:${name} because no identity-based policy allows the action",`
      : "") +
    `"requestParameters":${parametersText(account, slot.region, random)},"responseElements":${responseText(read || failed, random)},` +
    `${random.chance(0.2) ? `"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":${random.below(9_000)},"AuthenticationMethod":"AuthHeader","x-amz-id-2":"${random.hex(60)}","bytesTransferredOut":${random.below(90_000)}},` : ""}` +
    `"requestID":"${random.uuid()}","eventID":"${random.uuid()}","readOnly":${read},` +
    `${random.chance(0.3) ? `"resources":[{"accountId":"${account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::data-${random.below(400)}"}],` : ""}` +
    `"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"${account}","eventCategory":"Management",` +
    `"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${source.replace(".", `.${slot.region}.`)}"}}`
  );
}

function stolenIdentity(account: string): string {
  return (
    `{"type":"IAMUser","principalId":"AIDAZ7EXAMPLEUSER4Q2M","arn":"${planted.arn}","accountId":"${account}",` +
    `"accessKeyId":"${planted.key}","userName":"${planted.user}"}`
  );
}

function parametersText(account: string, region: string, random: Random): string {
  switch (random.below(5)) {
    case 0:
      return "null";
    case 1:
      return `{"filterSet":{"items":[{"name":"instance-state-name","valueSet":{"items":[{"value":"running"}]}},{"name":"vpc-id","valueSet":{"items":[{"value":"vpc-0${random.hex(16)}"}]}}]},"maxResults":${100 + random.below(900)}}`;
    case 2:
      return `{"bucketName":"data-${random.below(400)}","Host":"data-${random.below(400)}.s3.${region}.amazonaws.com","prefix":"tables/day\\u003d${random.below(365)}/","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::data-${random.below(400)}/${random.hex(24)}"}}`;
    case 3:
      return `{"policyDocument":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":[\\"s3:GetObject\\",\\"s3:ListBucket\\"],\\"Resource\\":\\"arn:aws:s3:::data-${random.below(400)}/*\\"}]}","policyName":"read-${random.hex(8)}","roleName":"batch-${random.below(60)}"}`;
    default:
      return `{"roleArn":"arn:aws:iam::${account}:role/app-${random.below(60)}","roleSessionName":"i-0${random.hex(16)}","durationSeconds":3600,"clientRequestToken":"${random.uuid()}"}`;
  }
}

function responseText(empty: boolean, random: Random): string {
  if (empty || random.chance(0.4)) return "null";
  return (
    `{"credentials":{"accessKeyId":"ASIA${random.text(16, keyAlphabet)}","expiration":"May 4, 2026, 9:05:00 AM",` +
    `"sessionToken":"${random.hex(180)}"},"requestId":"${random.uuid()}","_return":true}`
  );
}
