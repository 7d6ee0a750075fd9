type Clicks = readonly [Click, ...Click[]];
type Click = readonly [service: string, name: string, request?: object];

/** What the console's pages ask for. */
export const LOOKED_AT: Clicks = [
  ["ec2", "DescribeInstances", { maxResults: 50, instancesSet: {}, filterSet: {} }],
  ["ec2", "DescribeSecurityGroups", { maxResults: 1000, securityGroupSet: {}, filterSet: {} }],
  ["ec2", "DescribeRegions", { regionSet: {} }],
  ["logs", "DescribeLogGroups", { limit: 50, logGroupNamePattern: "shop" }],
  ["logs", "StartQuery", { logGroupNames: ["/aws/lambda/order-worker"], limit: 1000 }],
  ["lambda", "ListFunctions20150331", { maxItems: 50 }],
  ["iam", "ListUsers", { maxItems: 1000 }],
  ["iam", "GetAccountSummary"],
  ["cloudtrail", "LookupEvents", { maxResults: 50 }],
  ["health", "DescribeEventAggregates", { aggregateField: "eventTypeCategory" }],
  ["ce", "GetCostAndUsage", { granularity: "MONTHLY" }],
  ["s3", "ListBuckets"],
  ["rds", "DescribeDBInstances"],
  ["monitoring", "DescribeAlarms", { maxRecords: 100 }],
  ["dynamodb", "DescribeTable", { tableName: "orders" }],
];

/** What people change by hand although they should not. */
export const CHANGED: Clicks = [
  ["ec2", "CreateTags", { resourcesSet: { items: [{ resourceId: "i-0a1b2c3d4e5f60002" }] } }],
  ["lambda", "UpdateFunctionConfiguration20150331v2", { functionName: "thumbnailer", memorySize: 512 }],
  ["monitoring", "PutMetricAlarm", { alarmName: "shop-latency", threshold: 2 }],
  ["logs", "PutRetentionPolicy", { logGroupName: "/aws/lambda/thumbnailer", retentionInDays: 30 }],
  ["logs", "PutQueryDefinition", { name: "slow orders" }],
];

/** What people ask at a terminal. */
export const TYPED: Clicks = [
  ["sts", "GetCallerIdentity"],
  ["logs", "FilterLogEvents", { logGroupName: "/aws/lambda/order-worker", interleaved: true }],
  ["logs", "DescribeLogStreams", { logGroupName: "/aws/lambda/invoice-mailer" }],
  ["ecs", "DescribeServices", { cluster: "shop", services: ["orders"] }],
  ["ssm", "GetParameter", { name: "/shop/feature-flags", withDecryption: false }],
  ["s3", "ListBuckets"],
  ["ec2", "DescribeInstances", { instancesSet: {}, filterSet: {} }],
];
