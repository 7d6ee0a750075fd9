import type { ProxyRequest } from "./proxy-request.ts";

/** Our own load balancer, which Envoy adds to X-Forwarded-For. */
const BALANCER = "10.0.0.12";

/** Envoy's default text format. */
export function envoyLine(request: ProxyRequest, { authority }: { authority: string }): string {
  const { at, method, path, query, status, upstreamStatus, bytesIn, bytesOut, ms } = request;
  const target = query ? `${path}?${query}` : path;
  const claimed = request.claimedIp ? `${request.claimedIp}, ` : "";
  const upstreamMs = upstreamStatus === undefined ? "-" : String(Math.max(1, ms - 1));
  const upstreamHost = upstreamStatus === undefined ? "-" : "10.0.21.14:8080";
  return [
    `[${at.toISOString()}]`,
    `"${method} ${target} HTTP/2"`,
    status,
    flags(status, upstreamStatus),
    bytesIn,
    bytesOut,
    ms,
    upstreamMs,
    `"${claimed}${request.clientIp},${BALANCER}"`,
    `"${request.userAgent.replaceAll('"', "'")}"`,
    `"${request.requestId}"`,
    `"${authority}"`,
    `"${upstreamHost}"`,
  ].join(" ");
}

function flags(status: number, upstreamStatus: number | undefined): string {
  if (upstreamStatus !== undefined) return "-";
  if (status === 429) return "RL";
  if (status === 401 || status === 403) return "UAEX";
  if (status === 503) return "UH";
  if (status === 504) return "UT";
  return status === 0 ? "DC" : "-";
}
