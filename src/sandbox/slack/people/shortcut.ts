import type { Person } from "../records.ts";
import { newResponseUrl } from "../response-url.ts";
import { newTrigger } from "../triggers.ts";
import type { World } from "../world.ts";
import { channelRef, hand, interactionBase, PersonError } from "./interaction.ts";
import type { Outcome, PersonRequestOf } from "./requests.ts";
import { requireSeenMessage } from "./see-rights.ts";

/** A shortcut: of a message when one is named, else from the plus menu. */
export async function shortcut(
  world: World,
  person: Person,
  request: PersonRequestOf<"shortcut">,
): Promise<Outcome> {
  const { channel: channelId, ts, callbackId } = request;
  const type = channelId !== undefined && ts !== undefined ? "message" : "global";
  const known = world.manifest.shortcuts.find((each) => each.callbackId === callbackId && each.type === type);
  if (known === undefined) throw new PersonError(`There is no ${type} shortcut ${callbackId}.`);
  const payload = {
    type: type === "message" ? "message_action" : "shortcut",
    ...interactionBase(person),
    action_ts: world.clock.nextTs(),
    callback_id: callbackId,
    trigger_id: newTrigger(world, person.id),
    ...(channelId !== undefined && ts !== undefined && messageContext(world, person, channelId, ts)),
  };
  const result = await hand(world, "interactive", payload, callbackId, false);
  if (result.acked) return { ok: true, ackMs: result.afterMs };
  return { ok: false, error: `${known.name} failed because the app did not respond` };
}

function messageContext(world: World, person: Person, channelId: string, ts: string) {
  const { channel, message } = requireSeenMessage(world, person, channelId, ts);
  const { metadata: _, ...shown } = message;
  return {
    channel: channelRef(channel),
    message_ts: message.ts,
    message: structuredClone(shown),
    response_url: newResponseUrl(world, {
      channel: channel.id,
      person: person.id,
      messageTs: message.ts,
      ephemeral: false,
    }),
  };
}
