import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type RestRequest, readS3Request } from "../s3/read-s3-request.ts";
import { AwsError } from "./aws-error.ts";
import { readForm } from "./query-form.ts";

/** One request, whatever its protocol. Service and Region come from the credential scope, as AWS reads them. */
export interface Call {
  /** Signing name: cloudtrail, logs, events, sqs, monitoring, sts, s3. */
  service: string;
  operation: string;
  region: string;
  accessKeyId: string;
  protocol: Protocol;
  input: unknown;
  /** The request itself, of S3. */
  rest?: RestRequest;
  sourceAddress: string;
  userAgent: string;
  requestId: string;
  /** When a fault asks for a page that is empty or cut short although more follows. */
  page?: "empty" | "short";
  /** Fires when the caller has hung up. */
  abandoned: AbortSignal;
}

export interface Protocol {
  kind: "json" | "query" | "rest";
  /** Content type of the answer. */
  contentType: string;
  /** True when a JSON caller also wants the error code of the older query protocol. */
  queryCodes: boolean;
}

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;

/** Tells the protocol by the headers alone, so that even a broken body gets an error its caller can read. */
export function readProtocol(headers: IncomingHttpHeaders): Protocol {
  if (SCOPE.exec(headers.authorization ?? "")?.[3] === "s3") {
    return { kind: "rest", contentType: "application/xml", queryCodes: false };
  }
  if (headers["x-amz-target"] === undefined) {
    return { kind: "query", contentType: "text/xml", queryCodes: false };
  }
  const contentType = headers["content-type"]?.split(";")[0] ?? "application/x-amz-json-1.1";
  return { kind: "json", contentType, queryCodes: headers["x-amzn-query-mode"] === "true" };
}

/** Throws AwsError when the request is unsigned or its body cannot be read. */
export function readCall(
  request: RestRequest,
  from: { sourceAddress: string; abandoned: AbortSignal },
): Call {
  const { headers } = request;
  const scope = SCOPE.exec(headers.authorization ?? "");
  if (scope === null) {
    throw new AwsError("MissingAuthenticationToken", "Missing Authentication Token", { status: 403 });
  }
  const [, accessKeyId = "", region = "", service = ""] = scope;
  const protocol = readProtocol(headers);
  return {
    ...readOperation(protocol, request),
    service,
    region,
    accessKeyId,
    protocol,
    ...from,
    userAgent: headers["user-agent"] ?? "",
    requestId: randomUUID(),
  };
}

function readOperation({ kind }: Protocol, request: RestRequest): Pick<Call, "operation" | "input" | "rest"> {
  if (kind === "rest") return { ...readS3Request(request), rest: request };
  const body = request.body.toString("utf8");
  return kind === "json" ? readJson(request.headers["x-amz-target"], body) : readQuery(body);
}

function readJson(
  target: string | string[] | undefined,
  body: string,
): { operation: string; input: unknown } {
  // CLI and SDK disagree on everything before the last dot.
  const operation = String(target).split(".").at(-1) ?? "";
  try {
    return { operation, input: body === "" ? {} : JSON.parse(body) };
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON.");
  }
}

function readQuery(body: string): { operation: string; input: unknown } {
  const form = new URLSearchParams(body);
  const operation = form.get("Action");
  if (operation === null) {
    throw new AwsError(
      "MissingAction",
      "The request has neither an Action parameter nor an X-Amz-Target header.",
    );
  }
  return { operation, input: readForm(form) };
}
