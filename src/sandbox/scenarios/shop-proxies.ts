import type { AccessLog } from "./access-log.ts";
import { apiGatewayLine } from "./api-gateway-line.ts";
import { envoyLine } from "./envoy-line.ts";
import { kongLine } from "./kong-line.ts";
import { oldestFirst, type ProxyRequest } from "./proxy-request.ts";

const region = "eu-central-1";

/** The shop's own API, for browsers and apps. */
export const SHOP_API = {
  apiId: "a1b2c3d4e5",
  stage: "prod",
  domainName: "api.shop.example.com",
  name: "shop-api",
};

export function shopApiLog(requests: readonly ProxyRequest[]): AccessLog {
  const { name, ...api } = SHOP_API;
  return {
    format: "api-gateway-json",
    region,
    logGroup: `/aws/apigateway/${name}/access`,
    folder: "api-gateway",
    trustedProxies: [],
    lines: oldestFirst(requests).map((request) => ({ at: request.at, text: apiGatewayLine(request, api) })),
  };
}

/** The API for partners, behind Kong. */
export function partnerApiLog(requests: readonly ProxyRequest[]): AccessLog {
  const kong = { host: "partner.shop.example.com", service: "partner-stock" };
  return {
    format: "kong-file-log",
    region,
    logGroup: "/shop/kong/partner-api",
    folder: "kong",
    trustedProxies: [],
    lines: oldestFirst(requests).map((request) => ({ at: request.at, text: kongLine(request, kong) })),
  };
}

/** The edge for the mobile app, behind Envoy. */
export function mobileEdgeLog(requests: readonly ProxyRequest[]): AccessLog {
  const envoy = { authority: "mobile.shop.example.com" };
  return {
    format: "envoy-text",
    region,
    logGroup: "/shop/envoy/mobile-edge",
    folder: "envoy",
    trustedProxies: ["10.0.0.0/8"],
    lines: oldestFirst(requests).map((request) => ({ at: request.at, text: envoyLine(request, envoy) })),
  };
}
