import { createHmac, randomBytes } from "node:crypto";
import { type Fields, fieldsOf } from "./json.ts";
import type { DeliveryKind, Send, SendResult } from "./world.ts";

const waitAtMostMs = 60_000;
/** Slack's own advice: refuse what is more than five minutes away. */
const tooFarSeconds = { "wrong-signature": 0, "old-signature": -301, "future-signature": 301 };

function encode(kind: DeliveryKind, payload: Fields): { body: string; type: string } {
  if (kind === "events_api") return { body: JSON.stringify(payload), type: "application/json" };
  const form = new URLSearchParams();
  if (kind === "interactive") form.set("payload", JSON.stringify(payload));
  else for (const [name, value] of Object.entries(payload)) form.set(name, String(value));
  return { body: form.toString(), type: "application/x-www-form-urlencoded" };
}

/** Slack's v0 signature. `seconds` is real time: the app checks it against its own wall clock. */
export function signRequest(secret: string, seconds: number, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex")}`;
}

/** Slack's side of a request URL: signed, three seconds, no redirects followed. */
export function createHttpDelivery(options: {
  requestUrl: string;
  signingSecret: string;
  ackWithinMs: number;
}): Send {
  return async ({ kind, payload, retry, late, forge }) => {
    const { body, type } = encode(kind, payload);
    const seconds = Math.floor(Date.now() / 1000) + (forge === undefined ? 0 : tooFarSeconds[forge]);
    const secret = forge === "wrong-signature" ? "somebody-elses-secret" : options.signingSecret;
    const headers: Record<string, string> = {
      "content-type": type,
      "user-agent": "Slackbot 1.0 (sandbox)",
      "x-slack-request-timestamp": String(seconds),
      "x-slack-signature": signRequest(secret, seconds, body),
    };
    if (retry !== undefined && retry.attempt > 0) {
      headers["x-slack-retry-num"] = String(retry.attempt);
      headers["x-slack-retry-reason"] = retry.reason;
    }
    const sentAt = Date.now();
    let timedOut = false;
    const answer = post(options.requestUrl, headers, body).then((result) => {
      const afterMs = Date.now() - sentAt;
      if (timedOut && result.acked) late(afterMs);
      return result.acked ? { ...result, afterMs } : result;
    });
    const tooLate = new Promise<SendResult>((resolve) => {
      const timer = setTimeout(() => {
        timedOut = true;
        resolve({ acked: false, reason: "http_timeout" });
      }, options.ackWithinMs);
      void answer.finally(() => clearTimeout(timer));
    });
    return Promise.race([answer, tooLate]);
  };
}

/** What Slack does when a request URL is saved: the app must answer with the challenge. Says what is wrong. */
export async function verifyRequestUrl(url: string, signingSecret: string): Promise<string | undefined> {
  const challenge = randomBytes(24).toString("base64url");
  const body = JSON.stringify({ token: "sandbox", challenge, type: "url_verification" });
  const seconds = Math.floor(Date.now() / 1000);
  const headers = {
    "content-type": "application/json",
    "x-slack-request-timestamp": String(seconds),
    "x-slack-signature": signRequest(signingSecret, seconds, body),
  };
  const result = await post(url, headers, body, 3000);
  if (!result.acked) return `The app did not answer the challenge: ${result.reason}.`;
  const { body: said } = result;
  if (said === challenge || fieldsOf(said).challenge === challenge) return undefined;
  return "The app's answer does not hold the challenge.";
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  withinMs = waitAtMostMs,
): Promise<SendResult> {
  try {
    const signal = AbortSignal.timeout(withinMs);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    const text = await response.text();
    if (response.ok) return { acked: true, body: parseAnswer(text), afterMs: 0 };
    const noRetry = response.headers.get("x-slack-no-retry") === "1";
    return { acked: false, reason: "http_error", noRetry };
  } catch {
    return { acked: false, reason: "connection_failed" };
  }
}

/** An empty answer is a plain ack; JSON is meant; anything else is the text to show. */
function parseAnswer(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
