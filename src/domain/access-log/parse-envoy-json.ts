import type { AccessRecord } from "./access-record.ts";
import { bareAddress, clientAddress, forwardedAddresses } from "./client-address.ts";
import { envoyGatewayError, envoyUpstreamStatus } from "./envoy-response.ts";
import { createKeyReader } from "./key-reader.ts";
import type { LineContext } from "./line-context.ts";
import { parseRequestTime } from "./request-time.ts";
import { numberValue, pathValue, statusValue, textValue, withoutAbsent } from "./scalar-value.ts";

/**
 * One line of an Envoy access log in JSON, with the keys of Istio, Envoy Gateway or alike; texts and `-`, or typed
 * with null. Undefined for what is none.
 */
export function parseEnvoyJson(
  line: { readonly [key: string]: unknown },
  { trusted, writtenAt }: LineContext,
): AccessRecord | undefined {
  const read = createKeyReader(line);
  const at = parseRequestTime(read("start_time", "time", "timestamp", "@timestamp")) ?? writtenAt;
  const status = statusValue(read("response_code", "status", "status_code"));
  const method = textValue(read("method", ":method", "request_method"));
  if (at === undefined || status === undefined || method === undefined) return undefined;

  const forwardedFor = forwardedAddresses(textValue(read("x_forwarded_for", "forwarded_for")));
  const remote = textValue(
    read("downstream_remote_address", "downstream_direct_remote_address", "client_ip", "remote_address"),
  );
  const response = {
    status,
    flags: textValue(read("response_flags")),
    details: textValue(read("response_code_details")),
    upstreamHost: textValue(read("upstream_host")),
  };
  return withoutAbsent<AccessRecord>({
    time: at.toISOString(),
    clientIp: clientAddress({ peer: remote && bareAddress(remote), forwardedFor }, trusted),
    forwardedFor,
    method,
    path: pathValue(read("path", ":path", "x_envoy_original_path", "x-envoy-origin-path", "uri")),
    route: textValue(read("route_name", "route")),
    status,
    upstreamStatus: envoyUpstreamStatus(response),
    gatewayError: envoyGatewayError(response),
    latencyMs: numberValue(read("duration", "duration_ms", "latency")),
    upstreamMs: numberValue(read("upstream_service_time", "x-envoy-upstream-service-time")),
    consumer: textValue(read("consumer", "client_id", "username")),
    keyId: textValue(read("api_key_id", "key_id")),
    subject: textValue(read("jwt_sub", "claims.sub", "sub", "subject", "user_id", "principal")),
    userAgent: textValue(read("user_agent")),
    host: textValue(read("authority", ":authority", "host")),
    bytesIn: numberValue(read("bytes_received")),
    bytesOut: numberValue(read("bytes_sent")),
    requestId: textValue(read("request_id", "x-request-id")),
    proxy: "envoy",
  });
}
