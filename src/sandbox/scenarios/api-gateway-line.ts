import type { ProxyRequest } from "./proxy-request.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const REFUSALS: Record<number, { type: string; message: string }> = {
  401: { type: "UNAUTHORIZED", message: "Unauthorized" },
  403: { type: "INVALID_API_KEY", message: "Forbidden" },
  429: { type: "THROTTLED", message: "Too Many Requests" },
};

/** A REST API's access log: every value is a text, and `-` where there is none. */
export function apiGatewayLine(
  request: ProxyRequest,
  api: { apiId: string; stage: string; domainName: string },
): string {
  const { at, status, upstreamStatus, ms } = request;
  const refusal = upstreamStatus === undefined ? REFUSALS[status] : undefined;
  return JSON.stringify({
    requestId: request.requestId,
    ip: request.clientIp,
    caller: "-",
    user: "-",
    requestTime: requestTime(at),
    requestTimeEpoch: String(at.getTime()),
    httpMethod: request.method,
    resourcePath: request.route,
    path: `/${api.stage}${request.path}`,
    status: String(status),
    protocol: "HTTP/1.1",
    responseLength: String(request.bytesOut),
    responseLatency: String(ms),
    integrationStatus: upstreamStatus === undefined ? "-" : String(upstreamStatus),
    integrationLatency: upstreamStatus === undefined ? "-" : String(Math.max(1, ms - 6)),
    apiKeyId: request.keyId ?? "-",
    userAgent: request.userAgent,
    errorMessage: refusal?.message ?? "-",
    errorResponseType: refusal?.type ?? "-",
    ...api,
  });
}

/** `04/May/2026:08:15:30 +0000`. */
function requestTime(at: Date): string {
  const [date = "", clock = ""] = at.toISOString().split(/[T.]/);
  const [year, , day] = date.split("-");
  return `${day}/${MONTHS[at.getUTCMonth()]}/${year}:${clock} +0000`;
}
