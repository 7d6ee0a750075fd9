import { z } from "zod";
import { apiFaultSchema, deliveryFaultSchema, type Meanwhile, meanwhileSchema } from "./faults.ts";
import { meanwhile } from "./meanwhile.ts";
import { noteStruck } from "./note-report.ts";
import { PersonError } from "./people/interaction.ts";
import { socketFaultSchema } from "./socket-faults.ts";
import type { SocketMode } from "./socket-mode.ts";
import type { World } from "./world.ts";

/** What somebody else does at once; `rate-limit-events`: the app has had its share of events for a minute. */
const worldFaultSchema = z.strictObject({
  world: z.enum([...meanwhileSchema.options, "restore-token", "rate-limit-events"]),
  channel: z.string().optional(),
  ts: z.string().optional(),
});

export type WorldFaultInput = z.input<typeof worldFaultSchema>;

const limitedForMs = 60_000;

/** Takes any fault there is, checked, and sees to it. */
export function createFault(world: World, sockets: SocketMode | undefined) {
  return function fault(given: unknown): void {
    const schema = schemaFor(given);
    const checked = schema.parse(given);
    if ("sockets" in checked) {
      if (sockets === undefined)
        throw new PersonError("This workspace delivers by HTTP: it has no sockets to disturb.");
      noteStruck(world, `sockets: ${checked.sockets}`, "sockets");
      sockets.disturb(checked);
    } else if ("world" in checked) act(world, checked);
    else if ("deliver" in checked) {
      if (sockets !== undefined && checked.how.endsWith("-signature"))
        throw new PersonError("Socket Mode has no signatures. Start the workspace with a request URL.");
      world.faults.addDelivery(checked);
    } else world.faults.addApi(checked);
    world.changed();
  };
}

/** One schema for what is meant, so that a mistake is said in its words and not in those of the others. */
function schemaFor(given: unknown) {
  const has = (name: string) => typeof given === "object" && given !== null && name in given;
  if (has("sockets")) return socketFaultSchema;
  if (has("world")) return worldFaultSchema;
  return has("deliver") ? deliveryFaultSchema : apiFaultSchema;
}

function act(world: World, fault: z.output<typeof worldFaultSchema>): void {
  noteStruck(world, fault.world, fault.channel ?? "workspace");
  world.journal.note("fault", fault.world).end("injected", { injected: true });
  if (fault.world === "restore-token") world.tokenRevoked = false;
  else if (fault.world === "rate-limit-events") world.eventCap.exhaust(limitedForMs);
  else meanwhile(world, fault.world satisfies Meanwhile, fault);
}

/** Everything as it should be again: no fault to come, the door open, the token good. */
export function createClearFaults(world: World, sockets: SocketMode | undefined) {
  return function clearFaults(): void {
    world.faults.clear();
    world.tokenRevoked = false;
    world.eventCap.refill();
    sockets?.disturb({ sockets: "allow" });
    world.changed();
  };
}
