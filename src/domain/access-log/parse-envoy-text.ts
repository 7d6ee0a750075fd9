import type { AccessRecord } from "./access-record.ts";
import { bareAddress, clientAddress, forwardedAddresses } from "./client-address.ts";
import { envoyGatewayError, envoyUpstreamStatus } from "./envoy-response.ts";
import type { LineContext } from "./line-context.ts";
import { parseRequestTime } from "./request-time.ts";
import { numberValue, pathValue, statusValue, textValue, withoutAbsent } from "./scalar-value.ts";

const request = String.raw`\[([^\]\s]{10,40})\] "(\S+) (\S*) (\S+)" (\d{1,3}) (\S+)`;
const numbers = String.raw`(\d+|-) (\d+|-) (\d+|-) (\d+|-)`;
const defaultLine = new RegExp(`^${request} ${numbers} (".*)$`);
// Istio puts details of the response before the numbers and columns about the connection at the end.
const istioLine = new RegExp(`^${request} (\\S+) (\\S+) "([^"]*)" ${numbers} (".*)$`);
const quotedFive = /^"([^"]*)" "([^"]*)" "([^"]*)" "([^"]*)" "([^"]*)"(?: (\S+) (\S+) (\S+) (\S+)(?: .*)?)?$/;

/**
 * One line in Envoy's default format, or Istio's longer one. Undefined for what is neither. Envoy does not escape
 * quotes: where a client wrote some, nothing behind the numbers can be told apart, and no address is named rather
 * than one that the client chose. The default format has no address of its own: an Envoy at the edge appends whom it
 * heard from to X-Forwarded-For (use_remote_address).
 */
export function parseEnvoyText(line: string, { trusted, writtenAt }: LineContext): AccessRecord | undefined {
  const fields = fieldsOf(line);
  if (!fields) return undefined;
  const [time, method, target, , code, flags, details, bytesIn, bytesOut, duration, upstreamTime, tail = ""] =
    fields;
  const at = parseRequestTime(time) ?? writtenAt;
  const status = statusValue(code);
  if (at === undefined || status === undefined) return undefined;

  const quoted = quotedFive.exec(tail);
  const [, forwarded, userAgent, requestId, authority, upstreamHost, , , , remote] = quoted ?? [];
  const forwardedFor = forwardedAddresses(forwarded);
  const peer = remote === undefined ? undefined : bareAddress(remote);
  const response = {
    status,
    flags: textValue(flags),
    details: textValue(details),
    upstreamHost: textValue(upstreamHost ?? /"([^"]*)"[^"]*$/.exec(tail)?.[1]),
  };
  return withoutAbsent<AccessRecord>({
    time: at.toISOString(),
    clientIp: clientAddress({ peer, forwardedFor }, trusted),
    forwardedFor,
    method: textValue(method),
    path: pathValue(target),
    status,
    upstreamStatus: envoyUpstreamStatus(response),
    gatewayError: envoyGatewayError(response),
    latencyMs: numberValue(duration),
    upstreamMs: numberValue(upstreamTime),
    userAgent: textValue(quoted ? userAgent : tail),
    host: textValue(authority),
    bytesIn: numberValue(bytesIn),
    bytesOut: numberValue(bytesOut),
    requestId: textValue(requestId),
    proxy: "envoy",
  });
}

function fieldsOf(line: string): (string | undefined)[] | undefined {
  const plain = defaultLine.exec(line);
  if (plain) return [...plain.slice(1, 7), undefined, ...plain.slice(7)];
  const istio = istioLine.exec(line);
  return istio ? [...istio.slice(1, 8), ...istio.slice(10)] : undefined;
}
