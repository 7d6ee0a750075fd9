import type { WebClient } from "@slack/web-api";
import type { Outcome } from "../flows/ports.ts";
import { classify } from "./errors.ts";

/** The conversation with one person alone, or what became of opening it. Opening it twice is the same one. */
export async function openDirect(
  client: WebClient,
  personId: string,
): Promise<{ channel: string } | Outcome> {
  try {
    const { channel } = await client.conversations.open({ users: personId });
    if (channel?.id) return { channel: channel.id };
    return { outcome: "blocked", why: "Slack opened no direct message." };
  } catch (error) {
    const { outcome, why, ...more } = classify(error);
    // Nothing was posted yet, so it is safe to begin again.
    if (outcome === "not-sent" || outcome === "unknown")
      return { outcome: "not-sent", retryAfterMs: "retryAfterMs" in more ? more.retryAfterMs : 5_000, why };
    return { outcome: "blocked", why };
  }
}

/** What somebody would have to mend is not waited for: the question is for now, and the thread is there. */
export const notReached = (outcome: Outcome): Outcome =>
  outcome.outcome === "blocked" || outcome.outcome === "no-thread"
    ? { outcome: "dropped", why: outcome.why }
    : outcome;
