import type { SeededRandom } from "./seeded-random.ts";

/** A raw CloudTrail record, as it stands in `Records`. */
export type TrailRecord = Record<string, unknown> & {
  eventTime: string;
  eventSource: string;
  eventName: string;
  awsRegion: string;
  eventID: string;
};

/** Who calls, from where, with what. */
export interface Caller {
  identity: Record<string, unknown>;
  address: string;
  userAgent: string;
  fromConsole?: boolean;
}

/** One call as a story tells it. */
export interface StoryCall {
  at: Date;
  caller: Caller;
  /** `iam` for iam.amazonaws.com. */
  service: string;
  name: string;
  region: string;
  request?: unknown;
  response?: unknown;
  error?: { code: string; message?: string };
  /** For the rare members: resources, additionalEventData, eventType, errorMessage… */
  more?: Record<string, unknown>;
}

const READ_ONLY =
  /^(Get|List|Describe|Lookup|Head|Search|BatchGet|AssumeRole|Simulate|Decrypt|GenerateDataKey)/;
const VERSIONS = ["1.08", "1.09", "1.10", "1.11"] as const;

export function trailRecord(call: StoryCall, accountId: string, random: SeededRandom): TrailRecord {
  const { at, caller, service, name, region, request, response, error, more } = call;
  const byService = caller.address.endsWith(".amazonaws.com");
  return {
    eventVersion: random.pick(VERSIONS),
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
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly: READ_ONLY.test(name),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: "Management",
    ...(!byService && {
      tlsDetails: {
        tlsVersion: "TLSv1.3",
        cipherSuite: "TLS_AES_128_GCM_SHA256",
        clientProvidedHostHeader: `${service}.${region}.amazonaws.com`,
      },
    }),
    ...(caller.fromConsole && { sessionCredentialFromConsole: "true" }),
    ...more,
  };
}

/** CloudTrail's own form: UTC, whole seconds. */
export function timeText(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** What AssumeRole and its relatives leave in the record, the secret token included. */
export function credentialsResponse(
  grant: { accountId: string; role: string; session: string; accessKeyId: string; at: Date },
  random: SeededRandom,
): Record<string, unknown> {
  const { accountId, role, session, accessKeyId, at } = grant;
  return {
    credentials: {
      accessKeyId,
      sessionToken: `IQoJb3JpZ2luX2Vj${random.text(96, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}==`,
      expiration: timeText(new Date(at.getTime() + 3_600_000)),
    },
    assumedRoleUser: {
      assumedRoleId: `AROA${role
        .toUpperCase()
        .replaceAll(/[^A-Z]/g, "")
        .padEnd(17, "X")
        .slice(0, 17)}:${session}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    },
  };
}
