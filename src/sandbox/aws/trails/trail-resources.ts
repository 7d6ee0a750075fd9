/** As LookupEvents lists them. */
export interface TrailResource {
  ResourceType: string;
  ResourceName: string;
}

/** Request parameters that name a resource, with the type Event history gives it. */
const NAMING_PARAMETERS: Record<string, string> = {
  roleName: "AWS::IAM::Role",
  roleArn: "AWS::IAM::Role",
  userName: "AWS::IAM::User",
  groupName: "AWS::IAM::Group",
  policyArn: "AWS::IAM::Policy",
  instanceProfileName: "AWS::IAM::InstanceProfile",
  accessKeyId: "AWS::IAM::AccessKey",
  bucketName: "AWS::S3::Bucket",
  functionName: "AWS::Lambda::Function",
  secretId: "AWS::SecretsManager::Secret",
  keyId: "AWS::KMS::Key",
  groupId: "AWS::EC2::SecurityGroup",
  vpcId: "AWS::EC2::VPC",
  instanceId: "AWS::EC2::Instance",
  logGroupName: "AWS::Logs::LogGroup",
  tableName: "AWS::DynamoDB::Table",
  stackName: "AWS::CloudFormation::Stack",
  alarmName: "AWS::CloudWatch::Alarm",
  dBInstanceIdentifier: "AWS::RDS::DBInstance",
  queueUrl: "AWS::SQS::Queue",
  topicArn: "AWS::SNS::Topic",
};

/** The record's own resources, then what its parameters and its answer name. */
export function resourcesOf(record: Record<string, unknown>): TrailResource[] {
  const found = new Map<string, TrailResource>();
  const keep = (ResourceType: unknown, ResourceName: unknown) => {
    if (typeof ResourceName !== "string" || ResourceName === "") return;
    const resource = { ResourceType: typeof ResourceType === "string" ? ResourceType : "", ResourceName };
    found.set(`${resource.ResourceType} ${ResourceName}`, resource);
  };
  for (const resource of listOf(record.resources)) keep(resource.type, resource.ARN ?? resource.arn);
  for (const [name, value] of Object.entries(record.requestParameters ?? {})) {
    if (Object.hasOwn(NAMING_PARAMETERS, name)) keep(NAMING_PARAMETERS[name], value);
  }
  for (const part of [record.requestParameters, record.responseElements]) {
    for (const id of instanceIds(part)) keep("AWS::EC2::Instance", id);
  }
  return [...found.values()];
}

function instanceIds(part: unknown): unknown[] {
  const { instancesSet } = (part ?? {}) as { instancesSet?: { items?: unknown } };
  return listOf(instancesSet?.items).map((item) => item.instanceId);
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}
