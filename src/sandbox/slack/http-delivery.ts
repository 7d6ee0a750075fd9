import { createHmac } from "node:crypto";
import type { Fields } from "./json.ts";
import type { DeliveryKind, Send, SendResult } from "./world.ts";

const waitAtMostMs = 60_000;

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
  return async ({ kind, payload, retry, late }) => {
    const { body, type } = encode(kind, payload);
    const seconds = Math.floor(Date.now() / 1000);
    const headers: Record<string, string> = {
      "content-type": type,
      "user-agent": "Slackbot 1.0 (sandbox)",
      "x-slack-request-timestamp": String(seconds),
      "x-slack-signature": signRequest(options.signingSecret, seconds, body),
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

async function post(url: string, headers: Record<string, string>, body: string): Promise<SendResult> {
  try {
    const signal = AbortSignal.timeout(waitAtMostMs);
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
