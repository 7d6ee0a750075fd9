import { createHash } from "node:crypto";
import type { ProxyRequest } from "./proxy-request.ts";

/** Kong's file-log: headers and all, so that whoever reads it finds credentials. */
export function kongLine(
  request: ProxyRequest,
  { host, service }: { host: string; service: string },
): string {
  const { status, upstreamStatus, ms, consumer, query } = request;
  const uri = query ? `${request.path}?${query}` : request.path;
  const kong = upstreamStatus === undefined ? ms : 2;
  return JSON.stringify({
    response: {
      status,
      size: request.bytesOut,
      headers: {
        "content-type": "application/json; charset=utf-8",
        via: "1.1 kong/3.7.1",
        server: "kong/3.7.1",
      },
    },
    request: {
      id: request.requestId.replaceAll("-", ""),
      method: request.method,
      uri,
      url: `https://${host}:8443${uri}`,
      size: 214 + request.bytesIn,
      querystring: Object.fromEntries(new URLSearchParams(query)),
      headers: { host, "user-agent": request.userAgent, accept: "*/*", ...request.secretHeaders },
      tls: { version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", client_verify: "NONE" },
    },
    route: {
      id: idOf(request.route),
      name: `${service}-route`,
      paths: [request.route],
      protocols: ["https"],
    },
    service: { id: idOf(service), name: service, host: `${service}.internal`, port: 8080 },
    ...(consumer && {
      consumer: { id: idOf(consumer), username: consumer },
      authenticated_entity: { id: request.keyId ?? idOf(`key of ${consumer}`) },
    }),
    tries:
      upstreamStatus === undefined
        ? []
        : [{ ip: "10.0.20.7", port: 8080, balancer_latency: 0, balancer_start: request.at.getTime() + 2 }],
    latencies: { kong, proxy: upstreamStatus === undefined ? -1 : ms - 2, request: ms, receive: 0 },
    client_ip: request.clientIp,
    started_at: request.at.getTime(),
    upstream_uri: request.path,
    ...(upstreamStatus !== undefined && { upstream_status: String(upstreamStatus) }),
    source: upstreamStatus === undefined ? "kong" : "upstream",
    workspace: idOf("default"),
    workspace_name: "default",
  });
}

function idOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
