import { isObjectCall, s3Parts } from "./s3-parts.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Caller, StoryCall } from "./story-call.ts";
import { tlsDetails } from "./tls-details.ts";
import { timeText } from "./trail-times.ts";

/** A raw CloudTrail record, as it stands in `Records`. */
export type TrailRecord = Record<string, unknown> & {
  eventTime: string;
  eventSource: string;
  eventName: string;
  awsRegion: string;
  eventID: string;
};

const READ_ONLY =
  /^(Get|List|Describe|Lookup|Filter|Head|Search|BatchGet|BatchCheck|AssumeRole|Simulate|Decrypt|Encrypt|GenerateDataKey|StartQuery$)/;
/** Services move to a new version in their own time. */
const VERSIONS: Record<string, string> = {
  sts: "1.08",
  signin: "1.08",
  ec2: "1.10",
  iam: "1.10",
  cloudtrail: "1.09",
  secretsmanager: "1.09",
};

export function trailRecord(call: StoryCall, accountId: string, random: SeededRandom): TrailRecord {
  const { at, caller, service, name, region, request, response, error, more } = call;
  const isData = isObjectCall(call);
  const isCall = (more?.eventType ?? "AwsApiCall") === "AwsApiCall";
  const inVpc = caller.address.startsWith("10.");
  return {
    eventVersion: VERSIONS[service] ?? "1.11",
    userIdentity: caller.identity,
    eventTime: timeText(at),
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: caller.address,
    userAgent: caller.userAgent,
    ...(error && { errorCode: error.code }),
    ...(error?.message && { errorMessage: error.message }),
    requestParameters: request ?? null,
    responseElements: error ? null : (response ?? null),
    ...(isCall && { requestID: random.uuid() }),
    eventID: random.uuid(),
    readOnly: READ_ONLY.test(name),
    eventType: "AwsApiCall",
    managementEvent: !isData,
    recipientAccountId: accountId,
    ...(inVpc && { vpcEndpointId: endpointOf(service) }),
    eventCategory: isData ? "Data" : "Management",
    ...(!isFromAws(caller) && { tlsDetails: tlsDetails(call) }),
    ...(caller.fromConsole && { sessionCredentialFromConsole: "true" }),
    ...(service === "s3" && isCall && s3Parts(call, accountId, random)),
    ...more,
  };
}

/** Services reach others from inside: no handshake is told, and no address. */
function isFromAws({ address }: Caller): boolean {
  return address.endsWith(".amazonaws.com") || address.startsWith("AWS Internal");
}

/** The network's endpoint for a service: always the same one. */
function endpointOf(service: string): string {
  const letters = [...service].map((letter) => letter.charCodeAt(0).toString(16)).join("");
  return `vpce-0${letters.padEnd(16, "5a3c").slice(0, 16)}`;
}
