import type { Fields } from "./json.ts";
import type { AckTrouble } from "./report.ts";
import type { DeliveryKind, SendResult, World } from "./world.ts";

interface Delivery {
  kind: DeliveryKind;
  payload: Fields;
  /** What it is about, for the report: a command, an action id, an event type. */
  about: string;
  acceptsResponse: boolean;
}

/** When Slack tries an event again: at once, after a minute, after five. */
const retryAfterMs = [0, 60_000, 300_000];

/** Hands something to the app and says whether it acknowledged in time. Events are tried again. */
export async function deliver(world: World, delivery: Delivery): Promise<SendResult> {
  const fault = world.faults.forDelivery(delivery.kind);
  if (fault?.how === "drop") return lostOnTheWay(world, delivery);
  const result = attempt(world, delivery, 0, "");
  if (fault?.how === "duplicate") await attempt(world, delivery, 1, "timeout");
  return result;
}

/** The app never saw it: an event comes again, anything else failed. */
function lostOnTheWay(world: World, delivery: Delivery): SendResult {
  if (delivery.kind === "events_api") tryAgain(world, delivery, 0, "connection_failed");
  return { acked: false, reason: "connection_failed" };
}

async function attempt(
  world: World,
  delivery: Delivery,
  number: number,
  reason: string,
): Promise<SendResult> {
  const { kind, payload, about, acceptsResponse } = delivery;
  world.tally.deliveries[kind] = (world.tally.deliveries[kind] ?? 0) + 1;
  const trouble: AckTrouble = { at: world.clock.now().toISOString(), kind, about, reason: "" };
  const { acks } = world.tally;
  const result = await world.send({
    kind,
    payload,
    acceptsResponse,
    retry: kind === "events_api" ? { attempt: number, reason } : undefined,
    late(afterMs) {
      acks.missing = acks.missing.filter((each) => each !== trouble);
      acks.late.push({ ...trouble, afterMs });
      acks.slowestMs = Math.max(acks.slowestMs, afterMs);
    },
  });
  if (result.acked) {
    acks.count += 1;
    acks.slowestMs = Math.max(acks.slowestMs, result.afterMs);
    return result;
  }
  trouble.reason = result.reason;
  acks.missing.push(trouble);
  if (kind === "events_api" && !result.noRetry) tryAgain(world, delivery, number, result.reason);
  return result;
}

function tryAgain(world: World, delivery: Delivery, number: number, reason: string): void {
  const wait = retryAfterMs[number];
  if (wait === undefined) return;
  const again = () => void attempt(world, delivery, number + 1, reason);
  // "At once" must not hang on the workspace's clock, which may stand still.
  if (wait === 0) setImmediate(again);
  else world.clock.after(wait, again);
}
