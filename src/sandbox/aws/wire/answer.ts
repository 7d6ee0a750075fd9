import { sqsXml } from "../queues/sqs-xml.ts";
import { writeS3Answer, writeS3Error } from "../s3/s3-answer.ts";
import type { AwsError } from "./aws-error.ts";
import type { Call, Protocol } from "./call.ts";
import { toXml, withEntries, withMembers } from "./xml.ts";

/** What goes back over HTTP. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  /** Half of the body, then the line goes dead. */
  cutOff?: boolean;
}

const NAMESPACES: Record<string, string> = {
  sqs: "http://queue.amazonaws.com/doc/2012-11-05/",
  monitoring: "http://monitoring.amazonaws.com/doc/2010-08-01/",
  sns: "http://sns.amazonaws.com/doc/2010-03-31/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
};

export function writeAnswer(call: Call, result: object): Answer {
  const { service, operation, requestId, protocol } = call;
  if (protocol.kind === "rest") return writeS3Answer(requestId, result);
  const headers = { "content-type": protocol.contentType, "x-amzn-requestid": requestId };
  if (protocol.kind === "json") {
    return { status: 200, headers, body: JSON.stringify(epochSeconds(result)) };
  }
  const content = contentOf(service, operation, result);
  const namespace = NAMESPACES[service] ?? `https://${service}.amazonaws.com/doc/`;
  const body =
    `<?xml version="1.0"?><${operation}Response xmlns="${namespace}">` +
    `<${operation}Result>${toXml(content)}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, headers, body };
}

function contentOf(service: string, operation: string, result: object): unknown {
  if (service === "sqs") return sqsXml(operation, result);
  return service === "sns" ? withEntries(result) : withMembers(result);
}

export function writeError(protocol: Protocol, requestId: string, error: AwsError): Answer {
  if (protocol.kind === "rest") return writeS3Error(requestId, error);
  const headers: Record<string, string> = {
    "content-type": protocol.contentType,
    "x-amzn-requestid": requestId,
  };
  const side = error.status >= 500 ? "Receiver" : "Sender";
  if (protocol.kind === "json") {
    if (protocol.queryCodes) headers["x-amzn-query-error"] = `${error.queryCode};${side}`;
    const body = JSON.stringify({ __type: error.code, message: error.message, ...error.details });
    return { status: error.status, headers, body };
  }
  const fault = { Type: side, Code: error.queryCode, Message: error.message };
  const content = toXml({ ErrorResponse: { Error: fault, RequestId: requestId } });
  return { status: error.status, headers, body: `<?xml version="1.0"?>${content}` };
}

/** JSON answers carry times as seconds since 1970, fractions allowed. */
function epochSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(epochSeconds);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, epochSeconds(child)]));
}
