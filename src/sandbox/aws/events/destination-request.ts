import type { BusEvent } from "./bus-event.ts";
import type { ApiDestination, Connection } from "./connections.ts";
import type { RuleTarget } from "./event-buses.ts";
import { atPath } from "./event-target-input.ts";

/** What an API destination is sent: its own headers, what the connection and the target add, and the body. */
export function destinationRequest(
  destination: ApiDestination,
  connection: Connection,
  target: RuleTarget,
  { input, event }: { input: string; event: BusEvent },
): { url: URL; method: string; headers: Record<string, string>; body: string } {
  const { auth, kind, accessToken } = connection;
  const { InvocationHttpParameters: http } = auth;
  const { PathParameterValues, HeaderParameters, QueryStringParameters } = target.HttpParameters ?? {};
  const values = [...(PathParameterValues ?? [])];
  // What a target takes from the event is read from the original, whatever the transformer made of it.
  const dynamic = (value: string) => (value.startsWith("$.") ? String(atPath(event, value) ?? "") : value);
  const endpoint = destination.endpoint.replace(/\*/g, () =>
    encodeURIComponent(dynamic(values.shift() ?? "")),
  );
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(QueryStringParameters ?? {}))
    url.searchParams.append(name, dynamic(value));
  for (const { Key, Value } of http?.QueryStringParameters ?? []) url.searchParams.append(Key, Value ?? "");
  const headers: Record<string, string> = {
    "User-Agent": "Amazon/EventBridge/ApiDestinations",
    "Content-Type": "application/json; charset=utf-8",
    Range: "bytes=0-1048575",
    "Accept-Encoding": "gzip,deflate",
    Connection: "close",
  };
  for (const [name, value] of Object.entries(HeaderParameters ?? {})) headers[name] = dynamic(value);
  for (const { Key, Value } of http?.HeaderParameters ?? []) headers[Key] = Value ?? "";
  if (kind === "BASIC" && auth.BasicAuthParameters) {
    const { Username, Password } = auth.BasicAuthParameters;
    headers.Authorization = `Basic ${Buffer.from(`${Username}:${Password}`).toString("base64")}`;
  }
  if (kind === "API_KEY" && auth.ApiKeyAuthParameters) {
    headers[auth.ApiKeyAuthParameters.ApiKeyName] = auth.ApiKeyAuthParameters.ApiKeyValue;
  }
  if (kind === "OAUTH_CLIENT_CREDENTIALS") headers.Authorization = `Bearer ${accessToken ?? ""}`;
  return { url, method: destination.method, headers, body: withBodyParameters(input, http?.BodyParameters) };
}

/** Only an object can take more members. */
function withBodyParameters(
  input: string,
  parameters: { Key: string; Value?: string | null }[] | null | undefined,
): string {
  if (!parameters?.length) return input;
  try {
    const body: unknown = JSON.parse(input);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return input;
    const more = Object.fromEntries(parameters.map(({ Key, Value }) => [Key, Value ?? ""]));
    return JSON.stringify({ ...body, ...more });
  } catch {
    return input;
  }
}
