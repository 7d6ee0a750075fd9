import type { TrailEvent } from "../trails/trail-event.ts";
import type { SqlShape, SqlValue } from "./sql-evaluate.ts";

type Shape = { [column: string]: SqlShape };

const TEXT = null;
const texts = (...names: string[]): Shape => Object.fromEntries(names.map((name) => [name, TEXT]));

/** Columns of the table that the user guide makes for CloudTrail with partition projection. */
const documented: Shape = {
  ...texts("eventversion", "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress"),
  ...texts("useragent", "errorcode", "errormessage", "requestparameters", "responseelements"),
  ...texts("additionaleventdata", "requestid", "eventid", "readonly", "eventtype", "apiversion"),
  ...texts("recipientaccountid", "serviceeventdetails", "sharedeventid", "vpcendpointid"),
  ...texts("vpcendpointaccountid", "eventcategory", "sessioncredentialfromconsole", "edgedevicedetails"),
  timestamp: TEXT,
  resources: [texts("arn", "accountid", "type")],
  addendum: texts("reason", "updatedfields", "originalrequestid", "originaleventid"),
  tlsdetails: texts("tlsversion", "ciphersuite", "clientprovidedhostheader"),
  useridentity: identity(),
};

/** The same with the fields that newer records have. */
const extended: Shape = {
  ...documented,
  managementevent: TEXT,
  useridentity: identity("identityprovider", "sourceidentity"),
};

function identity(provider?: string, source?: string): Shape {
  return {
    ...texts("type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"),
    ...(provider && texts(provider)),
    onbehalfof: texts("userid", "identitystorearn"),
    sessioncontext: {
      ...texts("ec2roledelivery"),
      ...(source && texts(source)),
      attributes: texts("mfaauthenticated", "creationdate"),
      sessionissuer: texts("type", "principalid", "arn", "accountid", "username"),
      webidfederationdata: texts("federatedprovider"),
    },
  };
}

/** Tables of the database `default`, by name. */
export const TABLES: Record<string, Shape> = {
  cloudtrail_logs: extended,
  cloudtrail_logs_pp: documented,
};

type TableRow = { [column: string]: SqlValue };

const rowsMade = new WeakMap<TrailEvent, Map<string, TableRow>>();

/** A row for each event; made once, since every statement reads them all. */
export function tableRows(table: string, shape: Shape, events: readonly TrailEvent[]): TableRow[] {
  return events.map((event) => {
    const made = rowsMade.get(event) ?? new Map<string, TableRow>();
    rowsMade.set(event, made);
    const row = made.get(table) ?? tableRow(event, shape);
    made.set(table, row);
    return row;
  });
}

/** Names in small letters, what is not a struct or list as text, and the day of delivery as the partition. */
function tableRow({ text, deliveredAt }: TrailEvent, shape: Shape): TableRow {
  const row = structOf(JSON.parse(text) as unknown, shape) ?? {};
  row.timestamp = new Date(deliveredAt).toISOString().slice(0, 10).replaceAll("-", "/");
  return row;
}

function structOf(value: unknown, shape: Shape): { [field: string]: SqlValue } | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const struct: { [field: string]: SqlValue } = {};
  for (const [name, inner] of Object.entries(value)) {
    const column = name.toLowerCase();
    const wanted = Object.hasOwn(shape, column) ? shape[column] : undefined;
    if (wanted !== undefined) struct[column] = columnValue(inner, wanted);
  }
  return struct;
}

function columnValue(value: unknown, shape: SqlShape): SqlValue {
  if (value === null || value === undefined) return null;
  if (Array.isArray(shape)) {
    const [element] = shape;
    return Array.isArray(value) ? value.map((each) => columnValue(each, element)) : null;
  }
  if (shape !== null) return structOf(value, shape);
  return typeof value === "string" ? value : JSON.stringify(value);
}
