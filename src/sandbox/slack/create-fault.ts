import { z } from "zod";
import { apiFaultSchema, deliveryFaultSchema, type Faults } from "./faults.ts";
import type { createSocketMode } from "./socket-mode.ts";

const socketFaultSchema = z.strictObject({ sockets: z.enum(["cut", "refresh", "refuse", "allow"]) });
const faultSchema = z.union([socketFaultSchema, deliveryFaultSchema, apiFaultSchema]);

/** Takes any fault there is, checked, and sees to it. */
export function createFault(faults: Faults, sockets: ReturnType<typeof createSocketMode>) {
  return function fault(given: unknown): void {
    const checked = faultSchema.parse(given);
    if ("sockets" in checked) sockets.disturb(checked.sockets);
    else if ("deliver" in checked) faults.addDelivery(checked);
    else faults.addApi(checked);
  };
}
