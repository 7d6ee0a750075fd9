import type { AccessRecord } from "./access-record.ts";
import { clientAddress, forwardedAddresses } from "./client-address.ts";
import { createKeyReader, type KeyReader } from "./key-reader.ts";
import type { LineContext } from "./line-context.ts";
import { parseRequestTime } from "./request-time.ts";
import { numberValue, pathValue, statusValue, textValue, withoutAbsent } from "./scalar-value.ts";

/**
 * One line of an API Gateway access log, in JSON with any of the usual keys: texts throughout, `-` for nothing.
 * Undefined for what is none. Facts: $context variables for access logging, API Gateway developer guide.
 */
export function parseApiGateway(
  line: { readonly [key: string]: unknown },
  { trusted, writtenAt }: LineContext,
): AccessRecord | undefined {
  const read = createKeyReader(line);
  const at =
    parseRequestTime(read("requestTimeEpoch", "epoch")) ??
    parseRequestTime(read("requestTime", "time", "timestamp")) ??
    writtenAt;
  const status = statusValue(read("status", "statusCode", "responseStatus"));
  // `routeKey` of an HTTP API holds the method as well.
  const [, routeMethod, routePath] =
    /^([A-Z]+) (\/.*)$/.exec(textValue(read("routeKey", "resourcePath")) ?? "") ?? [];
  const method = textValue(read("httpMethod", "method", "requestMethod")) ?? routeMethod;
  const requestId = textValue(read("requestId", "extendedRequestId", "awsRequestId"));
  if (at === undefined || status === undefined || (method === undefined && requestId === undefined))
    return undefined;

  const forwardedFor = forwardedAddresses(textValue(read("xForwardedFor", "forwardedFor")));
  const peer = textValue(read("ip", "sourceIp", "clientIp", "remoteAddr"));
  const integrationStatus = read("integrationStatus");
  return withoutAbsent<AccessRecord>({
    time: at.toISOString(),
    clientIp: clientAddress({ peer, forwardedFor }, trusted),
    forwardedFor,
    method,
    path: pathValue(read("path", "rawPath", "requestPath", "uri")),
    route: routePath ?? textValue(read("resourcePath", "routeKey", "route", "resource")),
    status,
    upstreamStatus: statusValue(integrationStatus),
    gatewayError: status >= 400 ? gatewayErrorOf(read, integrationStatus) : undefined,
    latencyMs: numberValue(read("responseLatency", "latency", "duration")),
    upstreamMs: numberValue(read("integrationLatency")),
    consumer: textValue(read("customerId", "consumer")),
    keyId: textValue(read("apiKeyId")) ?? accessKeyId(read("accessKey")),
    subject: subjectOf(read),
    userAgent: textValue(read("userAgent")),
    host: textValue(read("domainName", "host")),
    bytesIn: numberValue(read("requestLength", "bytesIn")),
    bytesOut: numberValue(read("responseLength", "bytesOut")),
    requestId,
    proxy: "apigateway",
  });
}

function subjectOf(read: KeyReader): string | undefined {
  return (
    textValue(read("userArn")) ??
    textValue(read("authorizer.claims.sub", "jwt.claims.sub", "claims.sub", "sub", "subject")) ??
    textValue(read("authorizer.principalId", "principalId")) ??
    textValue(read("user")) ??
    textValue(read("caller"))
  );
}

/** Only where the owner logs it: without the integration's status nobody can tell who made the answer. */
function gatewayErrorOf(read: KeyReader, integrationStatus: unknown): string | undefined {
  const responseType = textValue(read("error.responseType", "responseType"));
  const firewall = textValue(read("wafResponseCode", "wafStatus"));
  if (responseType !== undefined) return responseType;
  if (firewall === "WAF_BLOCK") return firewall;
  if (integrationStatus === undefined || statusValue(integrationStatus) !== undefined) return undefined;
  return textValue(read("error.message")) ?? "no answer from upstream";
}

/** An id as IAM gives it; anything else under that name may be a secret. */
function accessKeyId(value: unknown): string | undefined {
  const text = textValue(value);
  return text !== undefined && /^A[KS]IA[A-Z0-9]{12,}$/.test(text) ? text : undefined;
}

// address caller user [time] "METHOD path PROTOCOL" status bytes requestId extendedRequestId
const clfLine =
  /^(\S{1,200}) (\S{1,500}) (\S{1,500}) \[([^\]]{10,40})\] "(.{0,8000})" (\d{3}|-) (\d{1,15}|-)(?: (.*))?$/;
const clfRequest = /^(?:(\S+) )?([A-Z]+) (\S*) (HTTP\/[\d.]+|-)$/;

/** The same in Common Log Format, with the request ids that API Gateway asks for at the end. */
export function parseApiGatewayClf(
  line: string,
  { trusted, writtenAt }: LineContext,
): AccessRecord | undefined {
  const [, peer, caller, user, time, request = "", status, bytes, rest = ""] = clfLine.exec(line) ?? [];
  const at = parseRequestTime(time) ?? writtenAt;
  const code = statusValue(status);
  const [, , method, target] = clfRequest.exec(request) ?? [];
  if (peer === undefined || at === undefined || code === undefined) return undefined;
  const path = pathValue(target);
  return withoutAbsent<AccessRecord>({
    time: at.toISOString(),
    clientIp: clientAddress({ peer }, trusted),
    method,
    // A template is a route; what has no braces may be either.
    path: path?.includes("{") ? undefined : path,
    route: path,
    status: code,
    subject: textValue(user) ?? textValue(caller),
    bytesOut: numberValue(bytes),
    requestId: textValue(/^([\w=-]{6,100})(?: |$)/.exec(rest)?.[1]),
    proxy: "apigateway",
  });
}
