import { setTimeout as sleep } from "node:timers/promises";
import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import type { Deliveries } from "../flows/ports.ts";

/** Whoever has it in hand that long has died with it. Slack waits three seconds for an answer. */
const holdMs = 10_000;
const waitMs = 2_500;
const lookAgainMs = 100;

/**
 * Hands every delivery on once, whichever process it reaches: Slack may deliver anything twice, and Bolt does not
 * notice. An event is acknowledged when it is dealt with, and not, as Bolt does, before. Not acknowledged is what
 * cannot be kept apart, because the database is down or another process is not done: Slack says so, or tries again.
 */
export const withoutRepeats = (receiver: Receiver, deliveries: Deliveries): Receiver => ({
  init: (app) =>
    receiver.init({
      processEvent: async (event: ReceiverEvent) => {
        const key = deliveryKey(event.body);
        if (key === undefined) return app.processEvent(event);
        const standing = await take(deliveries, key);
        if (standing === "busy") return;
        if (standing === "done") return event.ack();
        await process(app, event);
        await deliveries.end(key);
      },
    } as App),
  start: () => receiver.start(),
  stop: () => receiver.stop(),
});

async function process(app: App, event: ReceiverEvent): Promise<void> {
  if (typeof event.body.event_id !== "string") return app.processEvent(event);
  await app.processEvent({ ...event, ack: async () => {} });
  await event.ack();
}

/** A second one that comes while the first is in hand waits for its end, or for its turn should that one fail. */
async function take(deliveries: Deliveries, key: string): Promise<"ours" | "done" | "busy"> {
  for (const until = performance.now() + waitMs; ; ) {
    const standing = await deliveries.begin(key, holdMs);
    if (standing !== "busy" || performance.now() > until) return standing;
    await sleep(lookAgainMs);
  }
}

function deliveryKey(body: ReceiverEvent["body"]): string | undefined {
  if (typeof body.event_id === "string") return body.event_id;
  return typeof body.trigger_id === "string" ? body.trigger_id : undefined;
}
