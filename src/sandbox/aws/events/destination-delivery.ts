import type { World } from "../world.ts";
import type { BusEvent } from "./bus-event.ts";
import { callEndpoint } from "./call-endpoint.ts";
import type { ApiDestination, Connection, Destinations } from "./connections.ts";
import { destinationRequest } from "./destination-request.ts";
import type { RuleTarget } from "./event-buses.ts";
import { fetchAccessToken } from "./oauth-token.ts";

/** Why an event did not arrive, as its dead letter says. */
export interface DeliveryFailure {
  reason: string;
  code: string;
  exhausted?: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";
  retries: number;
}

export type CallDestination = (
  target: RuleTarget,
  sent: { input: string; event: BusEvent },
  giveUp: (failure: DeliveryFailure) => void,
) => void;

const CLIENT_WAITS_MS = 5_000;
const MOST_RETRIES = 185;
const OLDEST_SECONDS = 86_400;
const LONGEST_PAUSE_SECONDS = 512;

/** Calls API destinations: 429, 5xx and silence are tried again on the account's clock, all else is final. */
export function createDestinationDelivery(
  world: World,
  { connections, destinations }: Destinations,
): CallDestination {
  const slots = new Map<string, { second: number; taken: number }>();
  return (target, sent, giveUp) => {
    const started = world.clock().getTime();
    world.agenda.follow(attempt(0, new Date(started)));

    async function attempt(retries: number, at: Date): Promise<void> {
      const waits = slotIn(target.Arn, at);
      if (waits > 0) {
        world.agenda.at(at.getTime() + waits, (then) => attempt(retries, then));
        return;
      }
      const outcome = await call(target, sent);
      if (outcome.delivered) return;
      const { reason, code, again, retryAfter } = outcome;
      if (!again) return giveUp({ reason, code, retries });
      const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy ?? {};
      if (retries >= (MaximumRetryAttempts ?? MOST_RETRIES)) {
        return giveUp({ reason, code, retries, exhausted: "MaximumRetryAttempts" });
      }
      const pause = Math.max(Math.min(2 ** retries, LONGEST_PAUSE_SECONDS), retryAfter ?? 0) * 1000;
      const next = at.getTime() + pause;
      if (next - started > (MaximumEventAgeInSeconds ?? OLDEST_SECONDS) * 1000) {
        return giveUp({ reason, code, retries, exhausted: "MaximumEventAgeInSeconds" });
      }
      world.agenda.at(next, (then) => attempt(retries + 1, then));
    }
  };

  /** Milliseconds until the destination's rate allows another call. */
  function slotIn(arn: string, at: Date): number {
    const rate = destinations.byArn(arn)?.ratePerSecond ?? 300;
    const second = Math.floor(at.getTime() / 1000);
    const slot = slots.get(arn);
    const taken = slot?.second === second ? slot.taken : 0;
    if (taken >= rate) return (second + 1) * 1000 - at.getTime();
    slots.set(arn, { second, taken: taken + 1 });
    return 0;
  }

  async function call(target: RuleTarget, sent: { input: string; event: BusEvent }): Promise<Outcome> {
    const destination = destinations.byArn(target.Arn);
    const connection = destination && connections.byArn(destination.connectionArn);
    if (destination === undefined || connection === undefined) {
      return {
        delivered: false,
        again: false,
        code: "RESOURCE_NOT_FOUND",
        reason: "The API destination does not exist.",
      };
    }
    if (connection.state !== "AUTHORIZED") {
      return {
        delivered: false,
        again: true,
        code: "CONNECTION_NOT_AUTHORIZED",
        reason: "The connection is not authorized.",
      };
    }
    const first = await send(destination, connection);
    const renew = connection.kind === "OAUTH_CLIENT_CREDENTIALS" && !first.delivered && first.unauthorized;
    if (!renew) return first;
    const accessToken = await fetchAccessToken(connection);
    if (accessToken === undefined) return first;
    connections.save({ ...connection, accessToken });
    return await send(destination, { ...connection, accessToken });

    async function send(to: ApiDestination, by: Connection): Promise<Outcome> {
      const { url, ...request } = destinationRequest(to, by, target, sent);
      try {
        const answer = await callEndpoint(url, { ...request, withinMs: CLIENT_WAITS_MS });
        return judged(answer, world.clock());
      } catch (error) {
        const late = error instanceof Error && error.message === "timeout";
        const reason = late
          ? "The endpoint did not answer within 5 seconds."
          : "The endpoint could not be reached.";
        return { delivered: false, again: true, code: late ? "TIMEOUT" : "CONNECTION_FAILURE", reason };
      }
    }
  }
}

type Outcome =
  | { delivered: true }
  | {
      delivered: false;
      again: boolean;
      code: string;
      reason: string;
      retryAfter?: number;
      /** A fresh token may help. */
      unauthorized?: boolean;
    };

function judged({ status, retryAfter }: { status: number; retryAfter?: string }, now: Date): Outcome {
  if (status >= 200 && status < 300) return { delivered: true };
  const reason = `The endpoint answered ${status}.`;
  if (status !== 429 && status < 500) {
    const unauthorized = status === 401 || status === 407;
    return { delivered: false, again: false, code: "SDK_CLIENT_ERROR", reason, unauthorized };
  }
  const code = status === 429 ? "THROTTLING" : "INTERNAL_ERROR";
  const seconds = retryAfterSeconds(retryAfter, now);
  // A negative time asks not to come back.
  return {
    delivered: false,
    again: seconds === undefined || seconds >= 0,
    code,
    reason,
    retryAfter: seconds,
  };
}

/** Seconds, or a date. */
function retryAfterSeconds(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : (at - now.getTime()) / 1000;
}
