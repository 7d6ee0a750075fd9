const key = "AKIAIOSFODNN7EXAMPLE";
const addresses = ["198.51.100.7", "203.0.113.9"];

/** What happened in the account before: calls of one key from two addresses. */
export const trailRecords = (now: Date): object[] =>
  Array.from({ length: 120 }, (_, index) => ({
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
    sourceIPAddress: addresses[index % 2],
    userAgent: "aws-cli/2.15",
    requestParameters: null,
    responseElements: null,
    requestID: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    eventID: `10000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    readOnly: true,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111122223333",
    eventCategory: "Management",
  }));
