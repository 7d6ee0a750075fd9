import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import type { Outcome } from "../flows/ports.ts";

/** What a refused or failed call means for the message it carried. */
export type Classified =
  | Exclude<Outcome, { outcome: "sent" | "dropped" | "not-sent" }>
  /** `limited`: Slack takes nothing of this kind until then. */
  | (Extract<Outcome, { outcome: "not-sent" }> & { limited: boolean })
  /** Slack does not take these blocks: our bug. The same words go out as plain text. */
  | { outcome: "content-refused"; why: string }
  /** The message to edit is gone: post it anew. */
  | { outcome: "target-gone"; why: string }
  /** The thread's first message is gone. */
  | { outcome: "thread-gone"; why: string };

const later = ["ratelimited", "rate_limited", "message_limit_exceeded"];
const place = ["not_in_channel", "channel_not_found", "is_archived", "is_inactive", "team_not_found"];
const token = [
  ...["token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed", "missing_scope"],
  ...[
    "not_allowed_token_type",
    "no_permission",
    "user_removed_from_team",
    "team_disabled",
    "ekm_access_denied",
  ],
  ...["access_denied", "org_login_required", "two_factor_setup_required"],
];
/** Somebody cannot be written to alone, or is not there. */
const person = [
  ...["cannot_dm_bot", "messages_tab_disabled", "user_disabled", "user_not_found", "user_not_visible"],
  ...["users_not_found", "method_not_supported_for_channel_type", "is_bot"],
];
const content = [
  ...["invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text"],
  ...["metadata_too_large", "invalid_metadata_format", "invalid_metadata_schema", "too_many_attachments"],
  "invalid_arguments",
];
const gone = ["message_not_found", "cant_update_message", "edit_window_closed", "block_mismatch"];
const threadGone = ["thread_not_found", "cannot_reply_to_message"];

/** Trying again does not help: somebody has to give another token, or more rights to this one. */
export const isTokenTrouble = (code: string): boolean => token.includes(code);

/** The one place that knows what Slack's answers mean. What it does not recognise is unknown. */
export function classify(error: unknown): Classified {
  if (error instanceof WebAPIRateLimitedError)
    return {
      outcome: "not-sent",
      retryAfterMs: error.retryAfter * 1000,
      why: "Slack asks for patience (429).",
      limited: true,
    };
  if (error instanceof WebAPIPlatformError) return byCode(error.data.error, details(error));
  if (error instanceof WebAPIHTTPError)
    return { outcome: "unknown", why: `Slack answered HTTP ${error.statusCode}.` };
  if (error instanceof WebAPIRequestError && neverConnected(error.original))
    return {
      outcome: "not-sent",
      retryAfterMs: 5_000,
      why: `Slack cannot be reached: ${error.original.message}`,
      limited: false,
    };
  return { outcome: "unknown", why: error instanceof Error ? error.message : String(error) };
}

function byCode(code: string, more: string): Classified {
  const why = `Slack answered ${code}${more}.`;
  if (later.includes(code)) return { outcome: "not-sent", retryAfterMs: 30_000, why, limited: true };
  if (place.includes(code) || code.startsWith("restricted_action"))
    return { outcome: "blocked", why, of: "place" };
  if (person.includes(code)) return { outcome: "blocked", why };
  if (isTokenTrouble(code)) return { outcome: "blocked", why, of: "token" };
  if (content.includes(code)) return { outcome: "content-refused", why };
  if (gone.includes(code)) return { outcome: "target-gone", why };
  if (threadGone.includes(code)) return { outcome: "thread-gone", why };
  return { outcome: "unknown", why };
}

/** JSON pointers of refused blocks, or the scope that is missing. */
function details({ data }: WebAPIPlatformError): string {
  const messages = data.response_metadata?.messages ?? [];
  const needed =
    "needed" in data && typeof data.needed === "string" ? [`scope ${data.needed} is missing`] : [];
  const all = [...messages, ...needed];
  return all.length > 0 ? ` (${all.slice(0, 5).join("; ").slice(0, 500)})` : "";
}

const beforeTheWrite = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

/** True only when no byte can have left: fetch hides the reason in `cause`, one for each address it tried. */
function neverConnected(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.every((each) => neverConnected(each, depth + 1));
  if ("code" in error && typeof error.code === "string" && beforeTheWrite.includes(error.code)) return true;
  return neverConnected(error.cause, depth + 1);
}
