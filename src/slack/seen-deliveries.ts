import type { ReceiverEvent } from "@slack/bolt";

const keepMs = 15 * 60_000;

/**
 * True when this event or click was delivered before: Slack may deliver anything twice, and Bolt does not notice.
 * `now` is monotonic, in milliseconds.
 */
export function createSeenDeliveries(now: () => number): (body: ReceiverEvent["body"]) => boolean {
  const seen = new Map<string, number>();
  return (body) => {
    const at = now();
    for (const [key, since] of seen) {
      if (at - since < keepMs) break;
      seen.delete(key);
    }
    const key = deliveryKey(body);
    if (key === undefined) return false;
    const before = seen.has(key);
    if (!before) seen.set(key, at);
    return before;
  };
}

function deliveryKey(body: ReceiverEvent["body"]): string | undefined {
  if (typeof body.event_id === "string") return body.event_id;
  return typeof body.trigger_id === "string" ? body.trigger_id : undefined;
}
