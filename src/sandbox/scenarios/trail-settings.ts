import type { StoryCall } from "./story-call.ts";

/** What PutEventSelectors sends and gets back. */
export function selectors(
  trailArn: string,
  { readWriteType, exclude }: { readWriteType: "All" | "WriteOnly"; exclude: string[] },
): Pick<StoryCall, "request" | "response"> {
  const eventSelectors = [
    {
      readWriteType,
      includeManagementEvents: true,
      dataResources: [],
      excludeManagementEventSources: exclude,
    },
  ];
  return {
    request: { trailName: trailArn, eventSelectors },
    response: { trailARN: trailArn, eventSelectors },
  };
}

/** A bucket's lifecycle rule, as S3 records it. */
export function lifecycle(
  bucketName: string,
  { id, days }: { id: string; days: number },
): Pick<StoryCall, "request" | "bytes"> {
  return {
    request: {
      bucketName,
      lifecycle: "",
      LifecycleConfiguration: {
        xmlns: "http://s3.amazonaws.com/doc/2006-03-01/",
        Rule: { ID: id, Status: "Enabled", Filter: { Prefix: "AWSLogs/" }, Expiration: { Days: days } },
      },
    },
    bytes: { in: 268, out: 0 },
  };
}
