import { once } from "node:events";
import type { World } from "../world.ts";
import { perform } from "./perform.ts";
import type { PersonWire } from "./person-client.ts";
import { seeMessages, seeScreen } from "./see.ts";

/** People in the same process: no HTTP, the same code. */
export function inProcessWire(world: World): PersonWire {
  return {
    act: (personId, request) => perform(world, personId, request),
    screen: async (personId) => structuredClone(seeScreen(world, personId)),
    messages: async (personId, where) => structuredClone(seeMessages(world, personId, where)),
    async nextChange(withinMs) {
      const signal = AbortSignal.timeout(withinMs);
      // The time-out is an answer too: look again.
      await once(world.changes, "change", { signal }).catch(() => undefined);
    },
  };
}
