import type { Cell, Row } from "../query/query.ts";

/** Who made a call, as its record says. Facts: CloudTrail userIdentity element, user guide. */
export interface Caller {
  type: string;
  arn?: string;
  account?: string;
  principalId?: string;
  key?: string;
  userName?: string;
  /** The role or user behind a session. */
  issuer?: { arn: string; type: string; name: string };
  /** Whoever took the role on first wrote it, and nobody after them can change it. */
  sourceIdentity?: string;
  /** When the session began. */
  since?: Date;
  /** The service that made the call, by itself or on somebody's behalf. */
  invokedBy?: string;
  identityProvider?: string;
  /** The person of Identity Center behind the call. */
  onBehalfOf?: string;
  /** Credentials that EC2 hands to a machine. */
  isMachine: boolean;
}

/** One call as far as it tells who made it, and whom it made. */
export interface Sighting {
  eventId: string;
  at: Date;
  call: string;
  caller: Caller;
  address?: string;
  /** The session that the call handed out. */
  issued?: { key: string; role?: string; session?: string };
  /** Links what two accounts record of one call. */
  sharedEventId?: string;
}

/** What is asked of every record: a sighting is made from these columns alone. */
export const sightingColumns = [
  "eventTime",
  "eventID",
  "eventName",
  "sourceIPAddress",
  "sharedEventID",
  "userIdentity.type",
  "userIdentity.arn",
  "userIdentity.accountId",
  "userIdentity.principalId",
  "userIdentity.accessKeyId",
  "userIdentity.userName",
  "userIdentity.invokedBy",
  "userIdentity.identityProvider",
  "userIdentity.onBehalfOf.userId",
  "userIdentity.sessionContext.sourceIdentity",
  "userIdentity.sessionContext.ec2RoleDelivery",
  "userIdentity.sessionContext.attributes.creationDate",
  "userIdentity.sessionContext.sessionIssuer.type",
  "userIdentity.sessionContext.sessionIssuer.arn",
  "userIdentity.sessionContext.sessionIssuer.userName",
  "requestParameters.roleArn",
  "requestParameters.roleSessionName",
  "responseElements.credentials.accessKeyId",
] as const;

type Column = (typeof sightingColumns)[number];

/** Undefined for a row without a time and an id: it proves nothing. */
export function readSighting(row: Row): Sighting | undefined {
  const at = dateOf(row.eventTime);
  const eventId = textOf(row, "eventID");
  if (at === undefined || eventId === undefined) return undefined;
  const key = textOf(row, "responseElements.credentials.accessKeyId");
  return {
    eventId,
    at,
    call: textOf(row, "eventName") ?? "",
    caller: callerOf(row),
    ...given("address", textOf(row, "sourceIPAddress")),
    ...given("sharedEventId", textOf(row, "sharedEventID")),
    ...(key !== undefined && {
      issued: {
        key,
        ...given("role", textOf(row, "requestParameters.roleArn")),
        ...given("session", textOf(row, "requestParameters.roleSessionName")),
      },
    }),
  };
}

function callerOf(row: Row): Caller {
  const issuer = textOf(row, "userIdentity.sessionContext.sessionIssuer.arn");
  return {
    // Some services leave it out.
    type: textOf(row, "userIdentity.type") ?? (row["userIdentity.invokedBy"] ? "AWSService" : "Unknown"),
    ...given("arn", textOf(row, "userIdentity.arn")),
    ...given("account", textOf(row, "userIdentity.accountId")),
    ...given("principalId", textOf(row, "userIdentity.principalId")),
    ...given("key", textOf(row, "userIdentity.accessKeyId")),
    ...given("userName", textOf(row, "userIdentity.userName")),
    ...given("sourceIdentity", textOf(row, "userIdentity.sessionContext.sourceIdentity")),
    ...given("since", dateOf(row["userIdentity.sessionContext.attributes.creationDate"])),
    ...given("invokedBy", textOf(row, "userIdentity.invokedBy")),
    ...given("identityProvider", textOf(row, "userIdentity.identityProvider")),
    ...given("onBehalfOf", textOf(row, "userIdentity.onBehalfOf.userId")),
    isMachine: textOf(row, "userIdentity.sessionContext.ec2RoleDelivery") !== undefined,
    ...(issuer !== undefined && {
      issuer: {
        arn: issuer,
        type: textOf(row, "userIdentity.sessionContext.sessionIssuer.type") ?? "",
        name: textOf(row, "userIdentity.sessionContext.sessionIssuer.userName") ?? lastPart(issuer),
      },
    }),
  };
}

/** The name at the end of an ARN: of a session's the session, of a user's the user. */
export const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

const given = <K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { [key in K]?: V });

/** Numbers too: a delivery "2.0" of a machine's credentials may come as one. */
function textOf(row: Row, column: Column): string | undefined {
  const cell = row[column];
  return cell === null || cell === undefined || cell === "" ? undefined : String(cell);
}

function dateOf(cell: Cell | undefined): Date | undefined {
  if (typeof cell !== "string") return undefined;
  const at = new Date(cell);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
