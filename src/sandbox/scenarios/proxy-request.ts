/** One request at an access proxy, before it is written in the proxy's own words. */
export interface ProxyRequest {
  at: Date;
  clientIp: string;
  /** What the client itself claimed in X-Forwarded-For. */
  claimedIp?: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** The template: `/orders/{orderId}`. */
  route: string;
  path: string;
  query?: string;
  status: number;
  /** Left out: the proxy answered by itself. */
  upstreamStatus?: number;
  bytesIn: number;
  bytesOut: number;
  ms: number;
  userAgent: string;
  /** Who the proxy took the client for. */
  consumer?: string;
  keyId?: string;
  /** Headers with secrets, where the proxy writes headers. */
  secretHeaders?: Record<string, string>;
  requestId: string;
}

export function oldestFirst(requests: readonly ProxyRequest[]): ProxyRequest[] {
  return requests.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
