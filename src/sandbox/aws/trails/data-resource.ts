import type { TrailEvent } from "./trail-event.ts";

const TYPES: Record<string, string> = {
  "s3.amazonaws.com": "AWS::S3::Object",
  "lambda.amazonaws.com": "AWS::Lambda::Function",
  "dynamodb.amazonaws.com": "AWS::DynamoDB::Table",
  "sns.amazonaws.com": "AWS::SNS::Topic",
  "sqs.amazonaws.com": "AWS::SQS::Queue",
  "kms.amazonaws.com": "AWS::KMS::Key",
};

/** The resource a data event is about, in the words of a trail's selectors. */
export function dataResourceOf(event: Pick<TrailEvent, "text" | "eventSource">): {
  type: string;
  arn: string;
} {
  const { resources, requestParameters } = JSON.parse(event.text) as {
    resources?: { type?: string; ARN?: string }[];
    requestParameters?: { bucketName?: string; key?: string; functionName?: string } | null;
  };
  const service = event.eventSource.split(".")[0] ?? "";
  const type = TYPES[event.eventSource] ?? `AWS::${service.toUpperCase()}::Resource`;
  const named =
    resources?.find((resource) => resource.type === type) ?? resources?.find((resource) => resource.ARN);
  if (named?.ARN) return { type, arn: named.ARN };
  const { bucketName, key = "", functionName } = requestParameters ?? {};
  if (type === "AWS::S3::Object" && bucketName) return { type, arn: `arn:aws:s3:::${bucketName}/${key}` };
  return { type, arn: functionName ?? `arn:aws:${service}` };
}
