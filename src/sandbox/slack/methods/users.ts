import { channelFields, requirePerson } from "../channels.ts";
import type { Fields } from "../json.ts";
import type { Person } from "../records.ts";
import { bot, team } from "../seed.ts";
import { SlackError } from "../slack-error.ts";
import type { World } from "../world.ts";
import { conversationsOf, listingScopes } from "./conversations.ts";
import { flag, type Methods, needs, page, requireText, text, tier } from "./method.ts";

/** Seconds east of UTC at a time. */
export function offsetSeconds(timeZone: string, at: Date): number {
  const shown = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const name = shown.find((part) => part.type === "timeZoneName")?.value ?? "";
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === "-" ? -seconds : seconds;
}

const emailOf = ({ handle }: Person): string => `${handle}@example.com`;

export function personFields(world: World, person: Person): Fields {
  const mailShown = world.manifest.scopes.includes("users:read.email") && !person.isBot;
  return {
    id: person.id,
    team_id: team.id,
    name: person.handle,
    deleted: false,
    color: "4bbe2e",
    real_name: person.name,
    tz: person.timeZone,
    tz_label: person.timeZone,
    tz_offset: offsetSeconds(person.timeZone, world.clock.now()),
    profile: {
      real_name: person.name,
      real_name_normalized: person.name,
      display_name: person.handle,
      display_name_normalized: person.handle,
      team: team.id,
      ...(mailShown && { email: emailOf(person) }),
      ...(person.isBot && { bot_id: bot.botId, api_app_id: bot.appId }),
    },
    is_admin: person.isAdmin ?? false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isGuest ?? false,
    is_ultra_restricted: false,
    is_bot: person.isBot ?? false,
    is_app_user: false,
    updated: 0,
  };
}

export const userMethods: Methods = {
  "users.info": {
    scopes: needs("users:read"),
    perMinute: tier.four,
    run: ({ world, args }) => ({
      user: personFields(world, requirePerson(world, requireText(args, "user", "user_not_found"))),
    }),
  },
  "users.lookupByEmail": {
    scopes: needs("users:read.email"),
    perMinute: tier.three,
    run({ world, args }) {
      const email = requireText(args, "email", "users_not_found").toLowerCase();
      const person = world.state.people.find((each) => !each.isBot && emailOf(each) === email);
      if (person === undefined) throw new SlackError("users_not_found");
      return { user: personFields(world, person) };
    },
  },
  "users.list": {
    scopes: needs("users:read"),
    perMinute: tier.two,
    run({ world, args }) {
      const { items, nextCursor } = page(world.state.people, args, { usual: 200, most: 1000 });
      return {
        members: items.map((person) => personFields(world, person)),
        cache_ts: Math.floor(world.clock.now().getTime() / 1000),
        response_metadata: { next_cursor: nextCursor },
      };
    },
  },
  "users.getPresence": {
    scopes: needs("users:read"),
    perMinute: tier.three,
    run({ world, args }) {
      const person = requirePerson(world, text(args, "user") || bot.userId);
      const isConnected = !person.isBot || world.connections() > 0;
      return { presence: isConnected ? "active" : "away" };
    },
  },
  "users.conversations": {
    scopes: listingScopes,
    perMinute: tier.three,
    run(call) {
      const person = text(call.args, "user") || bot.userId;
      requirePerson(call.world, person);
      const { items, nextCursor } = page(conversationsOf(call, person), call.args, { usual: 100, most: 999 });
      return { channels: items.map(channelFields), response_metadata: { next_cursor: nextCursor } };
    },
  },
  "usergroups.list": {
    scopes: needs("usergroups:read"),
    perMinute: tier.two,
    run: ({ world, args }) => ({
      usergroups: world.state.groups.map((group) => ({
        id: group.id,
        team_id: team.id,
        is_usergroup: true,
        name: group.name,
        description: "",
        handle: group.handle,
        is_external: false,
        date_delete: 0,
        user_count: group.users.length,
        ...(flag(args, "include_users") && { users: group.users }),
      })),
    }),
  },
  "usergroups.users.list": {
    scopes: needs("usergroups:read"),
    perMinute: tier.two,
    run({ world, args }) {
      const group = world.state.groups.find(
        (each) => each.id === requireText(args, "usergroup", "no_such_subteam"),
      );
      if (group === undefined) throw new SlackError("no_such_subteam");
      return { users: group.users };
    },
  },
};
