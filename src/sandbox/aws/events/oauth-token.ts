import { callEndpoint } from "./call-endpoint.ts";
import type { Connection } from "./connections.ts";

const WITHIN_MS = 5_000;

/** A fresh token by the client credentials grant; undefined when the endpoint gives none. */
export async function fetchAccessToken({ auth }: Connection): Promise<string | undefined> {
  const { ClientParameters, AuthorizationEndpoint, HttpMethod, OAuthHttpParameters } =
    auth.OAuthParameters ?? {};
  const url = new URL(AuthorizationEndpoint ?? "http://127.0.0.1");
  for (const { Key, Value } of OAuthHttpParameters?.QueryStringParameters ?? []) {
    url.searchParams.append(Key, Value ?? "");
  }
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: ClientParameters?.ClientID ?? "",
    client_secret: ClientParameters?.ClientSecret ?? "",
  });
  for (const { Key, Value } of OAuthHttpParameters?.BodyParameters ?? []) form.set(Key, Value ?? "");
  const headers: Record<string, string> = { "Content-Type": "application/x-www-form-urlencoded" };
  for (const { Key, Value } of OAuthHttpParameters?.HeaderParameters ?? []) headers[Key] = Value ?? "";
  try {
    const call = { method: HttpMethod ?? "POST", headers, body: form.toString(), withinMs: WITHIN_MS };
    const { status, body } = await callEndpoint(url, call);
    const { access_token } = JSON.parse(body) as { access_token?: unknown };
    return status === 200 && typeof access_token === "string" ? access_token : undefined;
  } catch {
    return undefined;
  }
}
