import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import { transportKey } from "../domain/alarm/transport-key.ts";
import type { ReceiveAlarm } from "../flows/ports.ts";
import { createKeyCheck } from "./api-key.ts";
import { bodyText } from "./body.ts";
import { Refusal } from "./refusal.ts";

/** Lets only holders of a key pass. A 401 makes EventBridge drop the event, so nothing else may be answered by one. */
export function requireKey(keys: readonly string[]): RequestHandler {
  const hasKey = createKeyCheck(keys);
  return (request, _response, next) => {
    if (!hasKey(request.headers)) throw new Refusal(401, "The key is missing or not valid.");
    next();
  };
}

/** Stores whatever a holder of the key sends: a shape that nobody knows is for triage to show, not to refuse. */
export function takeEvent(receive: ReceiveAlarm): RequestHandler {
  return async (request, response) => {
    const body = bodyText(request);
    // Two bodies without an id are never taken for one: showing an unknown message twice beats losing it.
    const key = transportKey(body, `eb:${randomUUID()}`);
    response.json({ received: await receive({ source: "eventbridge", transportKey: key, body }) });
  };
}
