import type { AccessRecord } from "./access-record.ts";
import { clientAddress, forwardedAddresses } from "./client-address.ts";
import { isJson } from "./key-reader.ts";
import type { LineContext } from "./line-context.ts";
import { parseRequestTime } from "./request-time.ts";
import {
  lastStatusValue,
  numberValue,
  pathValue,
  statusValue,
  textValue,
  withoutAbsent,
} from "./scalar-value.ts";

type Json = { readonly [key: string]: unknown };

/**
 * One request as Kong's log plugins tell it (file-log, http-log, tcp-log, udp-log, syslog share one object). Of its
 * headers only three are looked at; all others are dropped. Undefined for what is none.
 */
export function parseKong(line: Json, { trusted, writtenAt }: LineContext): AccessRecord | undefined {
  const [request, response] = [part(line, "request"), part(line, "response")];
  const at = parseRequestTime(line.started_at) ?? writtenAt;
  const status = statusValue(response.status);
  const method = textValue(request.method);
  if (at === undefined || status === undefined || method === undefined) return undefined;

  const headers = part(request, "headers");
  const forwardedFor = forwardedAddresses(headerValue(headers, "x-forwarded-for"));
  const upstreamStatus = lastStatusValue(line.upstream_status);
  return withoutAbsent<AccessRecord>({
    time: at.toISOString(),
    clientIp: clientAddress({ peer: textValue(line.client_ip), forwardedFor }, trusted),
    forwardedFor,
    method,
    path: pathValue(request.uri) ?? pathOfUrl(request.url),
    route: routeOf(line),
    status,
    upstreamStatus,
    gatewayError: status >= 400 ? gatewayErrorOf(line.source, upstreamStatus) : undefined,
    latencyMs: numberValue(part(line, "latencies").request),
    upstreamMs: numberValue(part(line, "latencies").proxy),
    consumer: consumerOf(part(line, "consumer")),
    keyId: textValue(part(line, "authenticated_entity").id),
    userAgent: headerValue(headers, "user-agent"),
    host: headerValue(headers, "host"),
    bytesIn: numberValue(request.size),
    bytesOut: numberValue(response.size),
    requestId: textValue(request.id),
    proxy: "kong",
  });
}

/** Empty when it is no object: Lua writes an empty object as an empty array. */
function part(object: Json, name: string): Json {
  const value = object[name];
  return isJson(value) ? value : {};
}

/** A header that came several times is a list. */
function headerValue(headers: Json, name: string): string | undefined {
  const value = headers[name];
  return textValue(Array.isArray(value) ? value.filter((one) => typeof one === "string").join(", ") : value);
}

function routeOf(line: Json): string | undefined {
  const route = part(line, "route");
  const [path] = Array.isArray(route.paths) ? route.paths : [];
  return textValue(route.name) ?? textValue(path) ?? textValue(part(line, "service").name);
}

function consumerOf({ username, custom_id, id }: Json): string | undefined {
  return textValue(username) ?? textValue(custom_id) ?? textValue(id);
}

function pathOfUrl(url: unknown): string | undefined {
  return pathValue(textValue(url)?.replace(/^[a-z]+:\/\/[^/]*/i, ""));
}

/** Kong's own answers have the source `exit` or `error`; old versions do not tell, but then nothing was asked. */
function gatewayErrorOf(source: unknown, upstreamStatus: number | undefined): string | undefined {
  const made = textValue(source);
  if (made !== undefined) return made === "upstream" || made === "service" ? undefined : made;
  return upstreamStatus === undefined ? "no answer from upstream" : undefined;
}
