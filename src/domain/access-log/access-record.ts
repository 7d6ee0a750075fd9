/**
 * One request as a proxy saw it, whichever proxy that was. What the proxy did not log is absent. Headers and query
 * strings are never part of it: that is where clients put their credentials.
 */
export type AccessRecord = {
  /** When the request came in, ISO 8601 UTC with milliseconds. */
  time: string;
  /** The client's address; absent when no trustworthy hop told it. */
  clientIp?: string;
  /** X-Forwarded-For as it arrived, first hop first. A client can write anything into it. */
  forwardedFor?: string[];
  method?: string;
  /** As asked for, without the query string. */
  path?: string;
  /** The template or route the proxy matched: `/orders/{id}`. */
  route?: string;
  /** What the client got; 0 when it left before (Envoy). */
  status?: number;
  /** What the service behind the proxy answered; absent when it was not asked. */
  upstreamStatus?: number;
  /** Why the proxy itself made the answer: `UAEX`, `THROTTLED`, `exit`. Absent when the answer came from behind. */
  gatewayError?: string;
  latencyMs?: number;
  upstreamMs?: number;
  /** Who the proxy took the client for: a Kong consumer, a usage plan's customer. */
  consumer?: string;
  /** Id of the API key or credential, never the key itself. */
  keyId?: string;
  /** Whom the client's token or signature names: a `sub`, an IAM ARN. */
  subject?: string;
  userAgent?: string;
  host?: string;
  bytesIn?: number;
  bytesOut?: number;
  requestId?: string;
  proxy: Proxy;
};

export type Proxy = "apigateway" | "kong" | "envoy";

export const accessFields: readonly (keyof AccessRecord)[] = [
  "time",
  "clientIp",
  "forwardedFor",
  "method",
  "path",
  "route",
  "status",
  "upstreamStatus",
  "gatewayError",
  "latencyMs",
  "upstreamMs",
  "consumer",
  "keyId",
  "subject",
  "userAgent",
  "host",
  "bytesIn",
  "bytesOut",
  "requestId",
  "proxy",
];
