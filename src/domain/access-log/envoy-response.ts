export interface EnvoyResponse {
  status: number;
  /** `UH`, `UF,URX`; absent for `-`. */
  flags?: string;
  /** `via_upstream`, `jwt_authn_access_denied{…}`; absent where it is not logged. */
  details?: string;
  upstreamHost?: string;
}

// The client broke off: nobody's answer.
const clientFlags = new Set(["DC", "DR"]);

/** Why Envoy made an answer of 400 or above itself; undefined when it came from behind, or the client left. */
export function envoyGatewayError(response: EnvoyResponse): string | undefined {
  const { status, flags, details, upstreamHost } = response;
  if (status < 400 || details === "via_upstream") return undefined;
  const telling = (flags ?? "").split(",").filter((flag) => flag !== "" && !clientFlags.has(flag));
  if (telling.length > 0) return telling.join(",");
  if (details !== undefined) return details;
  return upstreamHost === undefined ? "no answer from upstream" : undefined;
}

/** Envoy logs one status: it is the service's when that answered and nothing came between. */
export function envoyUpstreamStatus(response: EnvoyResponse): number | undefined {
  const { status, flags, details, upstreamHost } = response;
  const answered = details === "via_upstream" || (!details && !flags && upstreamHost !== undefined);
  return answered && status > 0 ? status : undefined;
}
