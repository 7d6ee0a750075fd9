import { deliver } from "../deliver.ts";
import { type Fields, fieldsOf } from "../json.ts";
import type { Channel, Person } from "../records.ts";
import { bot, team } from "../seed.ts";
import type { DeliveryKind, SendResult, World } from "../world.ts";

/** What every interaction starts with. */
export function interactionBase(person: Person): Fields {
  return {
    token: "sandbox",
    team: { id: team.id, domain: team.domain },
    user: { id: person.id, username: person.handle, name: person.handle, team_id: team.id },
    api_app_id: bot.appId,
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function channelRef(channel: Channel): Fields {
  return { id: channel.id, name: channel.kind === "im" ? "directmessage" : channel.name };
}

export function hand(
  world: World,
  kind: DeliveryKind,
  payload: Fields,
  about: string,
  acceptsResponse = true,
): Promise<SendResult> {
  return deliver(world, { kind, payload, about, acceptsResponse });
}

/** Something a person cannot do; its message is what their screen says. */
export class PersonError extends Error {
  override name = "PersonError";
}

/** What an app may answer besides a plain ack. */
export function answerOf(result: SendResult): Fields {
  return result.acked ? fieldsOf(result.body) : {};
}
