import { fieldsOf } from "./json.ts";
import type { SlackError } from "./slack-error.ts";
import type { World } from "./world.ts";

export function noteStruck(world: World, fault: string, on: string): void {
  world.tally.struck.push({ at: world.clock.now().toISOString(), fault, on });
}

export function noteRefusal(
  world: World,
  { method, channel }: { method: string; channel?: string },
  error: Pick<SlackError, "code" | "more">,
  injected = false,
): void {
  const messages = fieldsOf(error.more.response_metadata).messages;
  world.tally.refused.push({
    at: world.clock.now().toISOString(),
    method,
    error: error.code,
    ...(channel !== undefined && { channel }),
    messages: Array.isArray(messages) ? messages.map(String) : [],
    injected,
  });
}
