import type { IncomingMessage, ServerResponse } from "node:http";
import { type Asked, faultFor, strike } from "./api-fault.ts";
import { createCallCount } from "./count-call.ts";
import { shownArguments } from "./journal.ts";
import { type Fields, textOf } from "./json.ts";
import { type Call, type Method, type Methods, text } from "./methods/method.ts";
import { noteRefusal } from "./note-report.ts";
import { readArguments } from "./request-body.ts";
import { secrets } from "./seed.ts";
import { SlackError } from "./slack-error.ts";
import type { World } from "./world.ts";

interface Outcome {
  status: number;
  headers: Record<string, string>;
  body: Fields;
  refused?: SlackError;
}

/** Answers `/api/<method>` as Slack does: HTTP 200 for refusals, 429 for haste. */
export function createWebApi(world: World, methods: Methods) {
  const count = createCallCount();

  return async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
  ): Promise<void> {
    const startedAt = Date.now();
    const args = await readArguments(request);
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    count(world, name, method?.perMinute);
    const channel = text(args, "channel") || text(args, "channel_id") || undefined;
    const noted = world.journal.note("call", name, shownArguments(args));
    const asked: Asked = { method: name, channel, args, response, noted };
    const fault = await faultFor(world, asked);
    if (fault !== undefined && fault.how !== "lost" && strike(world, asked, fault)) return;
    const result = await outcome({ world, args }, name, method, tokenOf(request, args));
    if (result.refused !== undefined) noteRefusal(world, asked, result.refused);
    if (fault?.how === "lost" && strike(world, asked, fault)) return;
    response.writeHead(result.status, {
      ...result.headers,
      "content-type": "application/json; charset=utf-8",
    });
    response.end(JSON.stringify(result.body));
    noted.end(result.refused?.code ?? "ok", {
      bad: result.refused !== undefined,
      injected: fault !== undefined,
      ms: Date.now() - startedAt,
      // A connection's URL is a secret while it lives.
      answered: name === "apps.connections.open" ? { ok: result.body.ok } : result.body,
    });
  };

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
      requireToken(world, given, method.token ?? "bot");
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

function requireToken({ tokenRevoked }: World, given: string, wanted: "bot" | "app" | "none"): void {
  if (wanted === "none") return;
  if (given === "") throw new SlackError("not_authed");
  if (given !== secrets.botToken && given !== secrets.appToken) throw new SlackError("invalid_auth");
  if (given !== (wanted === "app" ? secrets.appToken : secrets.botToken)) {
    throw new SlackError("not_allowed_token_type");
  }
  if (tokenRevoked && given === secrets.botToken) throw new SlackError("token_revoked");
}

function requireScope(world: World, accepted: string[]): void {
  if (accepted.length === 0 || accepted.some((scope) => world.manifest.scopes.includes(scope))) return;
  throw new SlackError("missing_scope", { needed: accepted[0], provided: world.manifest.scopes.join(",") });
}
