/** A column of the CloudTrail table, or a field of one of its structs, with the place of its value in a record. */
export interface AthenaColumn {
  /** Where it stands in a record, names only. */
  path: string;
  /** As SQL names it. */
  sql: string;
  /** JSON: text that holds JSON. Elements: a list, of whose elements this is one field each. */
  kind: "text" | "boolean" | "json" | "elements";
  /** Not in the table that AWS's own documentation makes: asked for only where a question needs it. */
  extra?: true;
}

const texts = [
  "eventVersion",
  "userIdentity.type",
  "userIdentity.principalId",
  "userIdentity.arn",
  "userIdentity.accountId",
  "userIdentity.invokedBy",
  "userIdentity.accessKeyId",
  "userIdentity.userName",
  "userIdentity.onBehalfOf.userId",
  "userIdentity.onBehalfOf.identityStoreArn",
  "userIdentity.sessionContext.attributes.mfaAuthenticated",
  "userIdentity.sessionContext.attributes.creationDate",
  "userIdentity.sessionContext.sessionIssuer.type",
  "userIdentity.sessionContext.sessionIssuer.principalId",
  "userIdentity.sessionContext.sessionIssuer.arn",
  "userIdentity.sessionContext.sessionIssuer.accountId",
  "userIdentity.sessionContext.sessionIssuer.userName",
  "userIdentity.sessionContext.ec2RoleDelivery",
  "userIdentity.sessionContext.webIdFederationData.federatedProvider",
  "eventTime",
  "eventSource",
  "eventName",
  "awsRegion",
  "sourceIPAddress",
  "userAgent",
  "errorCode",
  "errorMessage",
  "requestID",
  "eventID",
  "eventType",
  "apiVersion",
  "recipientAccountId",
  "sharedEventID",
  "vpcEndpointId",
  "vpcEndpointAccountId",
  "eventCategory",
  "addendum.reason",
  "addendum.updatedFields",
  "addendum.originalRequestID",
  "addendum.originalEventID",
  "sessionCredentialFromConsole",
  "tlsDetails.tlsVersion",
  "tlsDetails.cipherSuite",
  "tlsDetails.clientProvidedHostHeader",
];
const extraTexts = ["userIdentity.sessionContext.sourceIdentity", "userIdentity.identityProvider"];
const jsons = ["requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"];
const elements = ["resources.ARN", "resources.accountId", "resources.type"];

/** The table of AWS's user guide for CloudTrail with partition projection, and what Cairn would like beside it. */
export const athenaColumns: readonly AthenaColumn[] = [
  ...texts.map((path) => column(path, "text")),
  column("readOnly", "boolean"),
  ...extraTexts.map((path) => column(path, "text", true)),
  column("managementEvent", "boolean", true),
  ...jsons.map((path) => column(path, "json")),
  ...elements.map((path) => column(path, "elements")),
];

function column(path: string, kind: AthenaColumn["kind"], extra?: true): AthenaColumn {
  return { path, sql: path.toLowerCase(), kind, ...(extra && { extra }) };
}

const byPath = new Map(athenaColumns.map((each) => [each.path, each]));

/** Undefined when the table has no such column. */
export function athenaColumn(path: string): AthenaColumn | undefined {
  return byPath.get(path);
}
