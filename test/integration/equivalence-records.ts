import fc from "fast-check";

/** A small vocabulary, so that questions meet records; odd members on purpose. */
export const texts = [
  "AccessDenied",
  "AccessDeniedException",
  "Client.UnauthorizedOperation",
  "11.11.1",
  "true",
  "false",
  "",
  'say "hi"',
  "it's",
  "a*b",
  "*",
  "50%_!",
  "50 of_!",
  "a_b",
  "axb",
  "axxb",
  "accessdenied",
  "back\\slash",
  "two\nlines",
  "ünï/cödé",
  "\u202eright to left",
  "x' OR '1'='1",
  '" or 1=1 | limit 1',
  "} || { $.a = 1",
  "1.0",
  "1.00",
  "0123",
  "root",
];
export const eventNames = [
  "CreateFunction",
  "CreateFunction20150331",
  "CreateFunction20150331v2",
  "UpdateFunctionCode20150331v2",
  "CreateUser",
  "CreateAccessKey",
  "DescribeInstances",
  "AssumeRole",
  "20150331",
  "ConsoleLogin",
];
export const addresses = [
  "192.0.2.7",
  "192.0.2.77",
  "192.0.20.7",
  "198.51.100.9",
  "203.0.113.250",
  "2001:db8::1",
  "2001:0db8:0:0::1",
  "::ffff:192.0.2.7",
  "::ffff:c000:0207",
  "192.0.2.07",
  "192.0.2.999",
  "ec2.amazonaws.com",
  "x.amazonaws.com.example",
  "AWS Internal",
  "AWS Internal/3",
];
export const agents = [
  "aws-cli/2.9",
  "console.amazonaws.com",
  "config.amazonaws.com",
  "Boto3/1.2 (x; y)",
  ...texts,
];
export const arns = [
  "arn:aws:iam::111122223333:user/lead",
  "arn:aws:iam::111122223333:role/deploy",
  "arn:aws:sts::111122223333:assumed-role/deploy/build-7",
  "arn:aws:iam::444455556666:root",
];
export const names = ["lead", "deploy", "build-7", "root", "on-call", "HIDDEN_DUE_TO_SECURITY_REASONS"];
export const keys = ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", ""];
export const sources = [
  "iam.amazonaws.com",
  "sts.amazonaws.com",
  "ec2.amazonaws.com",
  "lambda.amazonaws.com",
];
export const regions = ["eu-central-1", "us-east-1", "ap-south-1"];
export const account = "111122223333";
export const now = new Date("2026-05-04T12:00:00Z");
const firstSecond = Date.parse("2026-05-02T21:00:00Z") / 1_000;
/** Seconds from there on at which a window begins or ends. */
const ends = [3_600, 52_200];
const timeOf = (second: number, ms = 0) => new Date((firstSecond + second) * 1_000 + ms);
const [start = 0, end = 0] = ends;
/** Both ends belong to a window, whether they are whole seconds or not. */
export const windows = [
  { from: timeOf(start), to: timeOf(end) },
  { from: timeOf(start, 500), to: timeOf(end, 500) },
  { from: timeOf(start), to: timeOf(start) },
];
export const wholeWindow = { from: timeOf(-7_200), to: now };

const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(...values);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 4 });
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 6 });
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const present = <Value extends object>(value: Value): Value => JSON.parse(JSON.stringify(value));

const policy = (effect: string, action: string) =>
  JSON.stringify({ Statement: [{ Effect: effect, Action: [action, "s3:GetObject"], Principal: "*" }] });

const parameters = fc.record({
  userName: maybe(oneOf([...names, ...texts])),
  bucketName: maybe(oneOf(["one-bucket", "two.bucket"])),
  roleArn: maybe(oneOf(arns)),
  maxResults: maybe(oneOf([5, 45.5, 1e21, 0])),
  dryRun: maybe(fc.boolean()),
  policyDocument: maybe(
    oneOf([policy("Allow", "*"), encodeURIComponent(policy("Deny", "iam:*")), "no json"]),
  ),
  instancesSet: maybe(
    fc.record({
      items: fc.array(fc.record({ instanceId: oneOf(["i-01", "i-02"]), port: oneOf([22, 443]) }), {
        maxLength: 3,
      }),
    }),
  ),
  tags: maybe(fc.array(oneOf([...texts, null]), { maxLength: 3 })),
});

const anyIdentity = fc.record({
  type: maybe(oneOf(["IAMUser", "AssumedRole", "Root", "AWSService", "AWSAccount"])),
  principalId: maybe(oneOf(["AIDAEXAMPLE", "AROAEXAMPLE:build-7"])),
  arn: maybe(oneOf(arns)),
  accountId: maybe(oneOf([account, "444455556666"])),
  accessKeyId: maybe(oneOf(keys)),
  userName: maybe(oneOf([...names, ...texts])),
  invokedBy: seldom(oneOf(["ec2.amazonaws.com", "AWS Internal"])),
  sessionContext: maybe(
    fc.record({
      attributes: maybe(fc.record({ mfaAuthenticated: oneOf(["true", "false"]) })),
      sessionIssuer: maybe(
        fc.record({ type: fc.constant("Role"), arn: maybe(oneOf(arns)), userName: maybe(oneOf(names)) }),
      ),
      sourceIdentity: maybe(oneOf(names)),
    }),
  ),
});

/** What CloudTrail keeps in step: an ARN of a user or session names the same as the fields beside it. */
const identity = anyIdentity.map((drawn) => {
  if (drawn.arn?.includes(":user/"))
    return { ...drawn, type: "IAMUser", userName: drawn.arn.split("/").at(-1) };
  if (!drawn.arn?.includes(":assumed-role/")) return drawn;
  return { ...drawn, type: "AssumedRole", principalId: "AROAEXAMPLE:build-7", userName: undefined };
});

/** More fields than Logs Insights looks at, before all others. */
const crowd = { many: Object.fromEntries(Array.from({ length: 205 }, (_, at) => [`f${at}`, at])) };

/** Records as CloudTrail writes them, their fields in any order. */
export const trailRecords: fc.Arbitrary<Record<string, unknown>[]> = fc
  .array(
    fc.record({
      /** Delivered twice, as happens with two trails. */
      twice: seldom(fc.constant(true)),
      second: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: 0, max: 15 * 3_600 }) },
        { weight: 1, arbitrary: oneOf(ends.flatMap((end) => [end - 1, end, end + 1])) },
      ),
      fields: fc.record({
        eventName: oneOf(eventNames),
        eventSource: oneOf(sources),
        awsRegion: oneOf(regions),
        sourceIPAddress: maybe(oneOf(addresses)),
        userAgent: maybe(orNull(oneOf(agents))),
        errorCode: maybe(orNull(oneOf(texts))),
        errorMessage: maybe(oneOf(texts)),
        userIdentity: maybe(orNull(identity)),
        requestParameters: maybe(orNull(parameters)),
        responseElements: maybe(
          orNull(
            fc.record({
              ConsoleLogin: maybe(oneOf(["Success", "Failure"])),
              role: maybe(fc.record({ arn: oneOf(arns) })),
            }),
          ),
        ),
        additionalEventData: maybe(fc.record({ MFAUsed: oneOf(["Yes", "No"]) })),
        readOnly: maybe(fc.boolean()),
        resources: maybe(
          orNull(
            fc.array(fc.record({ ARN: maybe(oneOf(arns)), type: maybe(fc.constant("AWS::IAM::Role")) }), {
              maxLength: 3,
            }),
          ),
        ),
        eventCategory: oneOf(["Management", "Management", "Management", "Data"]),
        vpcEndpointId: maybe(fc.constant("vpce-01")),
      }),
      order: fc.nat(),
      crowded: seldom(fc.constant(true)),
    }),
    { minLength: 45, maxLength: 60 },
  )
  .map((drawn) =>
    drawn.flatMap(({ twice, second, fields, order, crowded }, at) => {
      const record: Record<string, unknown> = {
        eventVersion: "1.11",
        eventID: `e-${at}`,
        eventTime: new Date((firstSecond + second) * 1_000).toISOString().replace(".000Z", "Z"),
        eventType: "AwsApiCall",
        managementEvent: fields.eventCategory === "Management",
        recipientAccountId: account,
        ...present(fields),
      };
      const entries = Object.entries(record);
      const turn = order % entries.length;
      const turned = Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)]);
      const whole = crowded ? { ...crowd, ...turned } : turned;
      return twice ? [whole, whole] : [whole];
    }),
  );
