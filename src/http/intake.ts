import express, { type ErrorRequestHandler, type Router } from "express";
import type { ReceiveAlarm } from "../flows/ports.ts";
import type { Log } from "../log.ts";
import { readBody } from "./body.ts";
import { requireKey, takeEvent } from "./eventbridge-intake.ts";
import { createInFlightLimit } from "./in-flight.ts";
import { Refusal } from "./refusal.ts";
import { type SnsIntake, takeSnsMessage } from "./sns-intake.ts";

const MOST_IN_FLIGHT = 64;
const RETRY_AFTER_SECONDS = 10;

/**
 * Alarms over HTTPS: `POST /intake/eventbridge` for EventBridge API destinations and `POST /intake/sns`. A 2xx
 * means stored. What may succeed later is a 503 with Retry-After, because both senders drop what gets a 4xx.
 */
export function createIntake(parts: {
  receive: ReceiveAlarm;
  /** One key, or two while they change. None: nothing is taken from EventBridge. */
  keys: readonly string[];
  /** Absent: nothing is taken from SNS. */
  sns?: SnsIntake;
  clock: () => Date;
  log: Pick<Log, "info" | "warn" | "error">;
}): Router {
  const { receive, keys, sns, log } = parts;
  const router = express.Router();
  const limit = createInFlightLimit(MOST_IN_FLIGHT);
  // The key is looked at before the body, so that strangers can neither fill the places nor the memory.
  router.post("/intake/eventbridge", requireKey(keys), limit, readBody, takeEvent(receive));
  if (sns) router.post("/intake/sns", readBody, limit, takeSnsMessage(sns, parts));
  router.use("/intake", answerRefused(log));
  return router;
}

function answerRefused(log: Pick<Log, "warn" | "error">): ErrorRequestHandler {
  return (err: unknown, request, response, _next) => {
    const status = statusOf(err);
    const said = err instanceof Refusal ? err.message : SAID[status];
    const from = request.socket.remoteAddress;
    // Anybody can cause this one, as often as they like: it says what was wrong, without a stack.
    if (status < 500)
      log.warn({ status, why: said, path: request.path, from }, "An intake request was refused");
    else log.error({ err, path: request.path }, "A message was not stored; its sender will try again");
    if (status >= 500) response.set("Retry-After", String(RETRY_AFTER_SECONDS));
    // A stranger's body is not waited for.
    if (status === 401) response.set("Connection", "close");
    response.status(status).json({ error: said ?? "Not now. Send it again." });
  };
}

const SAID: Record<number, string> = {
  413: "The body is larger than 1 MB.",
  400: "The body cannot be read.",
};

function statusOf(err: unknown): number {
  if (err instanceof Refusal) return err.status;
  // The body reader's own errors; a sender that breaks off is not there to read the answer.
  const status = typeof err === "object" && err !== null && "status" in err ? err.status : undefined;
  return status === 413 ? 413 : status === 400 || status === 415 ? 400 : 503;
}
