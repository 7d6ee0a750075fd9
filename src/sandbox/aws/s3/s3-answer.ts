import type { AwsError } from "../wire/aws-error.ts";
import { toXml } from "../wire/xml.ts";

/** As it goes over HTTP. */
interface Written {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** What an operation of S3 gives back: XML under one root, or bytes. */
export interface S3Reply {
  status?: number;
  headers?: Record<string, string>;
  xml?: { root: string; content: unknown };
  bytes?: Buffer;
}

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function writeS3Answer(requestId: string, { status = 200, headers, xml, bytes }: S3Reply): Written {
  const body =
    xml === undefined
      ? (bytes ?? "")
      : `${DECLARATION}<${xml.root} xmlns="${NAMESPACE}">${toXml(xml.content)}</${xml.root}>`;
  const type = xml && { "content-type": "application/xml" };
  return {
    status,
    headers: { "x-amz-request-id": requestId, server: "AmazonS3", ...type, ...headers },
    body,
  };
}

/** S3 has its own names and numbers for what other services say alike. */
const SAID_OTHERWISE: Record<string, { code: string; status: number; message?: string }> = {
  ThrottlingException: { code: "SlowDown", status: 503, message: "Please reduce your request rate." },
  ExpiredTokenException: { code: "ExpiredToken", status: 400, message: "The provided token has expired." },
  UnrecognizedClientException: {
    code: "InvalidToken",
    status: 400,
    message: "The provided token is malformed or otherwise invalid.",
  },
  MissingAuthenticationToken: { code: "AccessDenied", status: 403, message: "Access Denied" },
  AccessDeniedException: { code: "AccessDenied", status: 403 },
  InternalFailure: { code: "InternalError", status: 500 },
};

/** As XML; to HEAD the body is left out on the way. */
export function writeS3Error(requestId: string, error: AwsError): Written {
  const { code, status, message } = { message: undefined, ...(SAID_OTHERWISE[error.code] ?? error) };
  const { headers, ...details }: { headers?: Record<string, string> } = { ...error.details };
  const content = { Code: code, Message: message ?? error.message, ...details, RequestId: requestId };
  return {
    status,
    headers: {
      "x-amz-request-id": requestId,
      server: "AmazonS3",
      "content-type": "application/xml",
      ...headers,
    },
    body: `${DECLARATION}${toXml({ Error: content })}`,
  };
}
