const addresses = ["198.51.100.7", "203.0.113.9"];
const callsOfAKey = 60;

/** What a question for one key must find, however often AWS refused, stopped half-way or gave half a page. */
export const knownAnswer = { rows: addresses.length, calls: callsOfAKey };

/** Secrets as they stand in trails: nobody may see them again, wherever. */
export const canaries = [
  "IQoJb3JpZ2luX2VjEChaosCanaryOfASessionToken7Vt2Qb9ZkLm4",
  "chaos-canary-of-a-password",
] as const;

/** What happened in the account before: calls of one key from two addresses, more than one page. */
export const trailRecords = (now: Date, key = "AKIAIOSFODNN7EXAMPLE"): object[] =>
  Array.from({ length: callsOfAKey }, (_, index) => ({
    eventVersion: "1.11",
    userIdentity: {
      type: "IAMUser",
      principalId: "AIDAIOSFODNN7EXAMPLE",
      arn: "arn:aws:iam::111122223333:user/deploy",
      accountId: "111122223333",
      accessKeyId: key,
      userName: "deploy",
    },
    eventTime: new Date(now.getTime() - (index + 30) * 60_000).toISOString().replace(/\.\d+Z$/, "Z"),
    eventSource: "ec2.amazonaws.com",
    eventName: "DescribeInstances",
    awsRegion: "eu-central-1",
    sourceIPAddress: addresses[index % addresses.length],
    userAgent: `aws-cli/2.15 password=${canaries[1]}`,
    requestParameters: { password: canaries[1] },
    responseElements: { credentials: { sessionToken: canaries[0] } },
    requestID: `${key.slice(-8).toLowerCase()}-0000-4000-8000-${String(index).padStart(12, "0")}`,
    eventID: `${key.slice(-8).toLowerCase()}-1000-4000-8000-${String(index).padStart(12, "0")}`,
    readOnly: true,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111122223333",
    eventCategory: "Management",
  }));
