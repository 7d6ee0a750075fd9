import type { RequestHandler } from "express";
import { Refusal } from "../refusal.ts";

/** So many requests a minute from one address, and from all of them together; the others are told to wait. */
export function createRateLimit(
  { each, all }: { each: number; all: number },
  now: () => number = () => performance.now(),
): RequestHandler {
  let began = now();
  let total = 0;
  const counts = new Map<string, number>();
  return (request, response, next) => {
    if (now() - began >= 60_000) {
      began = now();
      total = 0;
      counts.clear();
    }
    const from = request.socket.remoteAddress ?? "";
    const count = (counts.get(from) ?? 0) + 1;
    counts.set(from, count);
    total++;
    if (count > each || total > all) {
      response.set("Retry-After", "60");
      throw new Refusal(429, "Too many tries to sign in. Wait a minute.");
    }
    next();
  };
}
