import { isMember } from "./channels.ts";
import { deliver } from "./deliver.ts";
import type { Fields } from "./json.ts";
import type { Channel, ChannelKind, Message } from "./records.ts";
import { bot, team } from "./seed.ts";
import type { World } from "./world.ts";

const messageEvents: Record<ChannelKind, string> = {
  public: "message.channels",
  private: "message.groups",
  im: "message.im",
  mpim: "message.mpim",
};
const historyScopes: Record<ChannelKind, string> = {
  public: "channels:history",
  private: "groups:history",
  im: "im:history",
  mpim: "mpim:history",
};

/** What the app must have been granted to hear of it; an event that is not here needs nothing. */
function scopeOf(name: string, channel: Channel | undefined): string | undefined {
  if (name.startsWith("message.")) return historyScopes[channel?.kind ?? "public"];
  if (name === "app_mention") return "app_mentions:read";
  if (name.startsWith("reaction_")) return "reactions:read";
  if (name.startsWith("pin_")) return "pins:read";
  if (name.startsWith("member_")) return channel?.kind === "private" ? "groups:read" : "channels:read";
  if (name.startsWith("channel_")) return "channels:read";
  if (name.startsWith("group_")) return "groups:read";
  if (name === "user_change" || name === "team_join") return "users:read";
  return undefined;
}

/** Hands the app an event it subscribed to, may see, and is there to see. Nobody waits for it. */
export function emitEvent(world: World, name: string, event: Fields, channel?: Channel): void {
  const scope = scopeOf(name, channel);
  if (!world.manifest.events.includes(name)) return;
  if (scope !== undefined && !world.manifest.scopes.includes(scope)) return;
  if (channel !== undefined && !isMember(channel, bot.userId) && name !== "member_left_channel") return;
  if (overLimit(world)) return;
  const eventTs = world.clock.nextTs();
  const payload = {
    token: "sandbox",
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: bot.appId,
    event: { event_ts: eventTs, ...event },
    type: "event_callback",
    event_id: world.nextId("Ev"),
    event_time: Math.floor(Number(eventTs)),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: world.nextId("Ec"),
  };
  void deliver(world, { kind: "events_api", payload, about: name, acceptsResponse: false });
}

/** A new public channel, which the app hears of without being in it. */
export function emitCreated(world: World, channel: Channel): void {
  if (channel.kind !== "public") return;
  const { id, name, created, creator } = channel;
  const made = { id, name, created, creator, context_team_id: team.id };
  emitEvent(world, "channel_created", { type: "channel_created", channel: made });
}

/** Over the hour's share events are lost for good; the app is told so, once a minute, subscribed or not. */
function overLimit(world: World): boolean {
  const verdict = world.eventCap.take();
  if (verdict === "deliver") return false;
  world.tally.eventsOverLimit += 1;
  if (verdict === "tell") {
    const minute = Math.floor(world.clock.now().getTime() / 60_000) * 60;
    const payload = {
      token: "sandbox",
      type: "app_rate_limited",
      team_id: team.id,
      minute_rate_limited: minute,
      api_app_id: bot.appId,
    };
    void deliver(world, { kind: "events_api", payload, about: "app_rate_limited", acceptsResponse: false });
  }
  return true;
}

/** A message event in whichever subscription covers the channel, and a mention besides when it is one. */
export function emitMessage(world: World, channel: Channel, message: Message): void {
  const { metadata: _, ...visible } = message;
  const event = { ...visible, channel: channel.id, event_ts: message.ts };
  const kind = { public: "channel", private: "group", im: "im", mpim: "mpim" }[channel.kind];
  emitEvent(world, messageEvents[channel.kind], { ...event, channel_type: kind }, channel);
  const mentioned = message.user !== bot.userId && message.text.includes(`<@${bot.userId}`);
  if (mentioned && channel.kind !== "im")
    emitEvent(world, "app_mention", { ...event, type: "app_mention" }, channel);
}

/** An edit or a deletion, which Slack tells as a message about a message. */
export function emitMessageChange(
  world: World,
  channel: Channel,
  change:
    | { subtype: "message_changed"; message: Message; previous: Message }
    | { subtype: "message_deleted"; previous: Message },
): void {
  const ts = world.clock.nextTs();
  const bare = ({ metadata: _, ...visible }: Message) => visible;
  emitEvent(
    world,
    messageEvents[channel.kind],
    {
      type: "message",
      subtype: change.subtype,
      hidden: true,
      channel: channel.id,
      ts,
      event_ts: ts,
      previous_message: bare(change.previous),
      channel_type: { public: "channel", private: "group", im: "im", mpim: "mpim" }[channel.kind],
      ...(change.subtype === "message_changed"
        ? { message: bare(change.message) }
        : { deleted_ts: change.previous.ts }),
    },
    channel,
  );
}
