import type { Destination, OutboxDestination } from "../flows/ports.ts";
import { deliverOutbox } from "../flows/thread/deliver-outbox.ts";
import type { Parts } from "../parts.ts";
import { type OnStop, repeat } from "./repeat.ts";

/** Threads written to at a time by one process. */
const senders = 4;

/** Delivers what the outbox holds. */
export async function startSender(parts: Parts, onStop: OnStop): Promise<void> {
  const { ports } = parts;
  const deliver = (name: OutboxDestination, destination: Destination, sender: number) =>
    repeat(parts, onStop, {
      name: `${name} sender ${sender}`,
      work: () =>
        deliverOutbox(
          { ...ports, monotonic: () => performance.now() },
          { name, destination },
          parts.times.delivery,
        ),
      onNews: (wake) => ports.store.onNews("outbox", wake),
      idleMs: 500,
    });
  const { slack, events, alerts } = parts.destinations;
  for (let sender = 1; sender <= senders; sender++) deliver("slack", slack, sender);
  if (events) deliver("events", events, 1);
  if (alerts) deliver("alerts", alerts, 1);
}
