import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";

const OBJECT_CALL =
  /^(Get|Put|Head|Delete|Copy|Restore)(Object|ObjectAcl|ObjectTagging)$|^DeleteObjects$|^ListObjects(V2)?$/;

/** Calls on objects are data events: recorded only where somebody chose to. */
export function isObjectCall({ service, name }: Pick<StoryCall, "service" | "name">): boolean {
  return service === "s3" && OBJECT_CALL.test(name);
}

/** What S3 writes in its own way: request id, agent in brackets, bytes, resources. */
export function s3Parts(
  { caller, name, region, request, error, bytes }: StoryCall,
  accountId: string,
  random: SeededRandom,
): Record<string, unknown> {
  const { bucketName, key } = (request ?? {}) as { bucketName?: string; key?: string };
  const isAnonymous = caller.identity.accountId === "anonymous";
  const bucket = bucketName && { accountId, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucketName}` };
  const object = key && { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucketName}/${key}` };
  return {
    userAgent: caller.identity.invokedBy === undefined ? `[${caller.userAgent}]` : caller.userAgent,
    requestParameters: bucketName
      ? { ...(request as object), Host: `${bucketName}.s3.${region}.amazonaws.com` }
      : { ...(request as object), Host: `s3.${region}.amazonaws.com` },
    additionalEventData: {
      ...(!isAnonymous && { SignatureVersion: "SigV4" }),
      CipherSuite: "TLS_AES_128_GCM_SHA256",
      bytesTransferredIn: bytes?.in ?? 0,
      ...(!isAnonymous && { AuthenticationMethod: "AuthHeader" }),
      "x-amz-id-2": `${random.text(43, ID_LETTERS)}=`,
      bytesTransferredOut: error ? 243 : (bytes?.out ?? (name.startsWith("Put") ? 0 : 312)),
    },
    requestID: random.text(16),
    ...(bucket && { resources: object ? [object, bucket] : [bucket] }),
  };
}

const ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
