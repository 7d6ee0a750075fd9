import type { RequestHandler } from "express";
import { Refusal } from "./refusal.ts";

/** Lets so many requests in at once and asks the others to come back: a slow database must not pile them up. */
export function createInFlightLimit(most: number): RequestHandler {
  let inFlight = 0;
  return (_request, response, next) => {
    if (inFlight >= most) throw new Refusal(503, "Too many messages at once.");
    inFlight++;
    response.once("close", () => {
      inFlight--;
    });
    next();
  };
}
