import type { DeliveryFault } from "./faults.ts";
import type { Fields } from "./json.ts";
import { noteStruck } from "./note-report.ts";
import type { AckTrouble } from "./report.ts";
import type { DeliveryKind, Forgery, SendResult, World } from "./world.ts";

interface Delivery {
  kind: DeliveryKind;
  payload: Fields;
  /** What it is about, for the report: a command, an action id, an event type. */
  about: string;
  acceptsResponse: boolean;
}

/** Which try it is, and what is wrong with it on purpose. */
interface Try {
  number: number;
  reason: string;
  loseAck?: boolean;
  forge?: Forgery;
}

/** When Slack tries an event again: at once, after a minute, after five. */
const retryAfterMs = [0, 60_000, 300_000];
/** Whoever is to be overtaken goes all the same when nothing came after it. */
const overtakenAtLatestMs = 2000;
const first: Try = { number: 0, reason: "" };

/** Hands something to the app and says whether it acknowledged in time. Events are tried again. */
export async function deliver(world: World, delivery: Delivery): Promise<SendResult> {
  if (world.tokenRevoked) return { acked: false, reason: "app_uninstalled" };
  const fault = world.faults.forDelivery(delivery.kind, delivery.about);
  if (fault !== undefined) return deliverWrongly(world, delivery, fault);
  const result = attempt(world, delivery, first);
  void result.finally(() => letOvertakenGo(world));
  return result;
}

async function deliverWrongly(
  world: World,
  delivery: Delivery,
  { how, delayMs }: DeliveryFault,
): Promise<SendResult> {
  noteStruck(world, how, delivery.about);
  world.journal.note("fault", `${how}: ${delivery.about}`).end("injected", { injected: true });
  switch (how) {
    case "drop":
      return lostOnTheWay(world, delivery);
    case "delay":
      await new Promise<void>((done) => world.clock.after(delayMs, done));
      return attempt(world, delivery, first);
    case "reorder":
      await overtaken(world);
      return attempt(world, delivery, first);
    case "lose-ack":
      return attempt(world, delivery, { ...first, loseAck: true });
    case "duplicate": {
      const result = attempt(world, delivery, first);
      await attempt(world, delivery, { number: 1, reason: "timeout" });
      return result;
    }
    default:
      return attempt(world, delivery, { ...first, forge: how });
  }
}

/** Resolves once a later delivery has been answered. */
function overtaken(world: World): Promise<void> {
  return new Promise((done) => {
    world.overtaken.push(done);
    setTimeout(done, overtakenAtLatestMs).unref();
  });
}

function letOvertakenGo(world: World): void {
  for (const go of world.overtaken.splice(0)) go();
}

/** The app never saw it: an event comes again, anything else failed. */
function lostOnTheWay(world: World, delivery: Delivery): SendResult {
  if (delivery.kind === "events_api") tryAgain(world, delivery, 0, "connection_failed");
  return { acked: false, reason: "connection_failed" };
}

async function attempt(world: World, delivery: Delivery, how: Try): Promise<SendResult> {
  const { kind, payload, about, acceptsResponse } = delivery;
  const { tally, journal, clock } = world;
  tally.deliveries[kind] = (tally.deliveries[kind] ?? 0) + 1;
  const injected = how.loseAck === true || how.forge !== undefined;
  const trouble: AckTrouble = {
    at: clock.now().toISOString(),
    kind,
    about,
    reason: "",
    ...(injected && { injected }),
  };
  const noted = journal.note(
    "delivery",
    how.number === 0 ? about : `${about} (try ${how.number + 1})`,
    payload,
  );
  const sent = await world.send({
    kind,
    payload,
    acceptsResponse,
    retry: kind === "events_api" ? { attempt: how.number, reason: how.reason } : undefined,
    forge: how.forge,
    late(afterMs) {
      tally.acks.missing = tally.acks.missing.filter((each) => each !== trouble);
      tally.acks.late.push({ ...trouble, afterMs });
      tally.acks.slowestMs = Math.max(tally.acks.slowestMs, afterMs);
      noted.end("late", { bad: true, injected, ms: afterMs });
    },
  });
  const result: SendResult = sent.acked && how.loseAck ? { acked: false, reason: "ack_lost" } : sent;
  if (result.acked) {
    tally.acks.count += 1;
    tally.acks.slowestMs = Math.max(tally.acks.slowestMs, result.afterMs);
    noted.end("acked", { ms: result.afterMs, answered: result.body });
    return result;
  }
  trouble.reason = result.reason;
  tally.acks.missing.push(trouble);
  noted.end(result.reason, { bad: true, injected });
  if (kind === "events_api" && !result.noRetry) tryAgain(world, delivery, how.number, result.reason);
  return result;
}

function tryAgain(world: World, delivery: Delivery, number: number, reason: string): void {
  const wait = retryAfterMs[number];
  if (wait === undefined) return;
  const again = () => void attempt(world, delivery, { number: number + 1, reason });
  // "At once" must not hang on the workspace's clock, which may stand still.
  if (wait === 0) setImmediate(again);
  else world.clock.after(wait, again);
}
