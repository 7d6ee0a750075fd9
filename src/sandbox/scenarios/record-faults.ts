import { isIP } from "node:net";
import { identityFaults } from "./identity-faults.ts";

type Members = Record<string, unknown>;

const ALWAYS = [
  "eventVersion",
  "userIdentity",
  "eventTime",
  "eventSource",
  "eventName",
  "awsRegion",
  "sourceIPAddress",
  "userAgent",
  "requestParameters",
  "responseElements",
  "eventID",
  "readOnly",
  "eventType",
  "managementEvent",
  "recipientAccountId",
  "eventCategory",
];
const RARELY = [
  "errorCode",
  "errorMessage",
  "requestID",
  "resources",
  "additionalEventData",
  "serviceEventDetails",
  "sharedEventID",
  "vpcEndpointId",
  "tlsDetails",
  "sessionCredentialFromConsole",
];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const FROM_AWS = /^AWS Internal(\/\d+)?$|^[a-z0-9.-]+\.amazonaws\.com$/;
const ONLY_VIRGINIA = /^(iam|organizations|health|ce)\.amazonaws\.com$/;

/**
 * What a record has or lacks against real ones of its kind, for the tests of the stories: the fields CloudTrail
 * documents for version 1.08 and later, and the habits of the services used here. Empty when there is nothing.
 */
export function recordFaults(record: Members): string[] {
  const faults: string[] = [];
  const must = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  for (const member of ALWAYS) must(member in record, `${member} is missing`);
  for (const member of Object.keys(record))
    must([...ALWAYS, ...RARELY].includes(member), `${member} is not a member of records`);
  must(!/undefined|\[object |Invalid Date/.test(JSON.stringify(record)), "a value was not filled in");

  const text = (member: string) => String(record[member] ?? "");
  must(/^1\.(0[89]|1[01])$/.test(text("eventVersion")), "eventVersion is unknown");
  must(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text("eventTime")), "eventTime is not in whole seconds");
  must(/^[a-z0-9-]+\.amazonaws\.com$/.test(text("eventSource")), "eventSource is no service");
  must(/^[A-Z][A-Za-z0-9]+$/.test(text("eventName")), "eventName is no call");
  must(UUID.test(text("eventID")), "eventID is no uuid");
  must(/^\d{12}$/.test(text("recipientAccountId")), "recipientAccountId is no account");
  must(typeof record.readOnly === "boolean", "readOnly is not a boolean");
  must(text("eventCategory") === (record.managementEvent ? "Management" : "Data"), "the category is wrong");
  must(
    !ONLY_VIRGINIA.test(text("eventSource")) || text("awsRegion") === "us-east-1",
    "a global service is elsewhere",
  );

  const address = text("sourceIPAddress");
  const fromAws = FROM_AWS.test(address);
  must(fromAws || isIP(address) > 0, "sourceIPAddress is neither an address nor a service");
  must(fromAws !== "tlsDetails" in record, "tlsDetails belong to calls from outside, and to each of them");
  must(fromAws === hasServiceIdentity(record), "a service's address and identity do not go together");
  const fromConsole = record.sessionCredentialFromConsole;
  must(
    fromConsole === undefined || fromConsole === "true",
    'sessionCredentialFromConsole is not the text "true"',
  );
  return [
    ...faults,
    ...answerFaults(record),
    ...typeFaults(record),
    ...s3Faults(record),
    ...identityFaults(record),
  ];
}

function hasServiceIdentity({ userIdentity }: Members): boolean {
  const { type, invokedBy } = (userIdentity ?? {}) as Members;
  return type === "AWSService" || invokedBy !== undefined;
}

function answerFaults({ readOnly, responseElements, errorCode, eventSource }: Members): string[] {
  if (errorCode !== undefined && responseElements !== null) return ["a call that failed has an answer"];
  const tells = eventSource === "sts.amazonaws.com" || eventSource === "signin.amazonaws.com";
  return readOnly === true && responseElements !== null && !tells ? ["a reading call has an answer"] : [];
}

function typeFaults(record: Members): string[] {
  const { eventType, requestID, serviceEventDetails, additionalEventData, responseElements } = record;
  if (eventType === "AwsApiCall") return requestID === undefined ? ["requestID is missing"] : [];
  if (requestID !== undefined) return [`${eventType} has a requestID`];
  if (eventType === "AwsServiceEvent")
    return serviceEventDetails === undefined ? ["serviceEventDetails are missing"] : [];
  if (eventType !== "AwsConsoleSignIn") return ["eventType is unknown"];
  const name = String(record.eventName);
  const outcome = (responseElements as Members | null)?.[name];
  const faults = outcome === "Success" || outcome === "Failure" ? [] : [`${name} does not say how it ended`];
  if (name !== "ConsoleLogin") return faults;
  const { LoginTo, MobileVersion, MFAUsed } = (additionalEventData ?? {}) as Members;
  return LoginTo && MobileVersion && MFAUsed
    ? faults
    : [...faults, "ConsoleLogin lacks LoginTo, MobileVersion or MFAUsed"];
}

function s3Faults(record: Members): string[] {
  if (record.eventSource !== "s3.amazonaws.com") return [];
  const request = (record.requestParameters ?? {}) as Members;
  const extra = (record.additionalEventData ?? {}) as Members;
  const faults: string[] = [];
  if (typeof extra.bytesTransferredIn !== "number" || typeof extra.bytesTransferredOut !== "number")
    faults.push("S3 says how many bytes went in and out");
  if (request.Host === undefined) faults.push("S3 names the host");
  const types = ((record.resources ?? []) as Members[]).map(({ type }) => type);
  if (request.bucketName !== undefined && !types.includes("AWS::S3::Bucket"))
    faults.push("the bucket is no resource");
  if (record.eventCategory === "Data" && request.key !== undefined && !types.includes("AWS::S3::Object"))
    faults.push("the object is no resource");
  return faults;
}
