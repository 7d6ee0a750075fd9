import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiFault } from "./faults.ts";
import { type Fields, fieldsOf, textOf } from "./json.ts";
import { type Call, type Method, type Methods, text } from "./methods/method.ts";
import { readArguments } from "./request-body.ts";
import { secrets } from "./seed.ts";
import { SlackError } from "./slack-error.ts";
import type { World } from "./world.ts";

/** Answers `/api/<method>` as Slack does: HTTP 200 for refusals, 429 for haste. */
export function createWebApi(world: World, methods: Methods) {
  return async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
  ): Promise<void> {
    const args = await readArguments(request);
    const call: Call = { world, args };
    const { calls } = world.tally;
    calls[name] = (calls[name] ?? 0) + 1;
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    const channel = text(args, "channel") || text(args, "channel_id") || undefined;
    const fault = world.faults.forCall(name, channel);
    if (fault?.slowMs !== undefined) await sleep(fault.slowMs, undefined, { ref: false });
    if (fault !== undefined && strike(world, response, name, channel, fault)) return;
    const given = tokenOf(request, args);
    const result = await outcome(call, name, method, given);
    if (result.refused !== undefined) note(world, name, channel, result.refused, false);
    if (fault?.how === "lost") return void response.destroy();
    send(response, result);
  };

  interface Outcome {
    status: number;
    headers: Record<string, string>;
    body: Fields;
    refused?: SlackError;
  }

  async function outcome(
    call: Call,
    name: string,
    method: Method | undefined,
    given: string,
  ): Promise<Outcome> {
    const headers: Record<string, string> = {};
    try {
      if (method === undefined) throw new SlackError("unknown_method", { req_method: name });
      if (call.args.invalidJson === true) throw new SlackError("invalid_json");
      requireToken(given, method.token ?? "bot");
      if (method.token !== "none" && method.token !== "app") {
        headers["x-oauth-scopes"] = world.manifest.scopes.join(",");
        const accepted = method.scopes?.(call) ?? [];
        headers["x-accepted-oauth-scopes"] = accepted.join(",");
        requireScope(world, accepted);
      }
      const seconds = world.takeRate(`method ${name}`, {
        burst: method.perMinute,
        perSecond: method.perMinute / 60,
      });
      if (seconds > 0) throw new SlackError("ratelimited", { retryAfter: seconds });
      return { status: 200, headers, body: { ok: true, ...(await method.run(call)) } };
    } catch (error) {
      const refused = error instanceof SlackError ? error : internalError(error);
      const { retryAfter, ...more } = refused.more;
      const body = { ok: false, error: refused.code, ...more };
      if (retryAfter === undefined) return { status: 200, headers, body, refused };
      return { status: 429, headers: { ...headers, "retry-after": String(retryAfter) }, body, refused };
    }
  }

  function send(response: ServerResponse, { status, headers, body }: Outcome): void {
    response.writeHead(status, { ...headers, "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(body));
  }
}

/** Does what a fault asks for; false when the call goes on all the same. */
function strike(
  world: World,
  response: ServerResponse,
  name: string,
  channel: string | undefined,
  fault: ApiFault,
): boolean {
  const refused = (code: string) => note(world, name, channel, new SlackError(code), true);
  if (fault.how === "hang") {
    refused("hang");
    return true;
  }
  if (fault.how === "cut") {
    refused("cut");
    response.destroy();
    return true;
  }
  if (fault.retryAfter !== undefined) {
    refused("ratelimited");
    response.writeHead(429, { "retry-after": String(fault.retryAfter), "content-type": "application/json" });
    response.end(JSON.stringify({ ok: false, error: "ratelimited" }));
    return true;
  }
  if (fault.status !== undefined) {
    refused(`http_${fault.status}`);
    response.writeHead(fault.status, { "content-type": "text/html" });
    response.end("<html><body>Something is wrong here.</body></html>");
    return true;
  }
  if (fault.code !== undefined) {
    refused(fault.code);
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify({ ok: false, error: fault.code }));
    return true;
  }
  return false;
}

function note(
  world: World,
  method: string,
  channel: string | undefined,
  error: SlackError,
  injected: boolean,
): void {
  const messages = fieldsOf(error.more.response_metadata).messages;
  world.tally.refused.push({
    at: world.clock.now().toISOString(),
    method,
    error: error.code,
    ...(channel !== undefined && { channel }),
    messages: Array.isArray(messages) ? messages.map(String) : [],
    injected,
  });
}

/** A bug of this server, not of the app: said loudly, because a test must not mistake it for Slack. */
function internalError(error: unknown): SlackError {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new SlackError("internal_error", { response_metadata: { messages: [`[ERROR] ${detail}`] } });
}

function tokenOf(request: IncomingMessage, args: Fields): string {
  const header = request.headers.authorization ?? "";
  return header.startsWith("Bearer ") ? header.slice("Bearer ".length) : textOf(args.token);
}

function requireToken(given: string, wanted: "bot" | "app" | "none"): void {
  if (wanted === "none") return;
  if (given === "") throw new SlackError("not_authed");
  if (given !== secrets.botToken && given !== secrets.appToken) throw new SlackError("invalid_auth");
  if (given !== (wanted === "app" ? secrets.appToken : secrets.botToken)) {
    throw new SlackError("not_allowed_token_type");
  }
}

function requireScope(world: World, accepted: string[]): void {
  if (accepted.length === 0 || accepted.some((scope) => world.manifest.scopes.includes(scope))) return;
  throw new SlackError("missing_scope", { needed: accepted[0], provided: world.manifest.scopes.join(",") });
}
