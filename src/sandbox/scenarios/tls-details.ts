import type { StoryCall } from "./story-call.ts";

/** What the caller's handshake was; older programs still speak 1.2. */
export function tlsDetails(call: StoryCall): Record<string, string> {
  const old = /aws-sdk-java\/1\.|Botocore\/1\.2|python-requests/.test(call.caller.userAgent);
  return {
    tlsVersion: old ? "TLSv1.2" : "TLSv1.3",
    cipherSuite: old ? "ECDHE-RSA-AES128-GCM-SHA256" : "TLS_AES_128_GCM_SHA256",
    clientProvidedHostHeader: hostHeader(call),
  };
}

const IN_VIRGINIA = new Set(["organizations", "health", "ce", "support"]);

function hostHeader({ service, region, request }: StoryCall): string {
  if (service === "iam") return "iam.amazonaws.com";
  if (service === "signin") return `${region}.signin.aws.amazon.com`;
  if (IN_VIRGINIA.has(service)) return `${service}.us-east-1.amazonaws.com`;
  if (service === "s3") {
    const { bucketName } = (request ?? {}) as { bucketName?: string };
    return bucketName ? `${bucketName}.s3.${region}.amazonaws.com` : `s3.${region}.amazonaws.com`;
  }
  return `${service}.${region}.amazonaws.com`;
}
