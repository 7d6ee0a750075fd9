import type { AccessRecord } from "../../domain/access-log/access-record.ts";
import { type AccessFormat, readAccessLine } from "../../domain/access-log/read-line.ts";
import { parseNetwork } from "../../domain/query/network.ts";
import type { AccessLog } from "../../sandbox/scenarios/access-log.ts";

/** What the stories call the formats of their proxies. */
export const storyFormats: Record<AccessLog["format"], AccessFormat> = {
  "api-gateway-json": "apigateway-json",
  "kong-file-log": "kong",
  "envoy-text": "envoy-text",
};

/** The requests in a story's access logs, read as an engine reads them. */
export function storyRequests(logs: readonly AccessLog[] = []): AccessRecord[] {
  return logs.flatMap(({ format, trustedProxies, lines }) => {
    const trusted = trustedProxies.map(parseNetwork);
    return lines.flatMap(({ text }) => readAccessLine(text, storyFormats[format], { trusted }).records);
  });
}
