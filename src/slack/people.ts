import {
  type UsersConversationsResponse,
  type UsersInfoResponse,
  WebAPIPlatformError,
  type WebClient,
} from "@slack/web-api";
import { ForbiddenError, UnavailableError } from "../domain/errors.ts";
import type { Actor, Role } from "../domain/responder.ts";
import type { People } from "../flows/ports.ts";
import type { Log } from "../log.ts";
import { clip, oneLine } from "./views/foreign-text.ts";

/** Ids of people (U…, W…) and of user groups (S…). */
export interface RoleHolders {
  responders: readonly string[];
  leads: readonly string[];
  admins: readonly string[];
}

const rememberMs = 60_000;

/** Who a person is by Slack, and which roles the settings give them, as of at most a minute ago. */
export function createPeople({
  client,
  roles,
  teamId,
  privateChannels: inUse = async () => [],
  log,
  now = () => performance.now(),
}: {
  client: Pick<WebClient, "users" | "usergroups" | "conversations">;
  roles: RoleHolders;
  teamId: string;
  /** Private channels that matter: while there are none, nobody is asked which ones a person is in. */
  privateChannels?: () => Promise<readonly string[]>;
  log: Log;
  now?: () => number;
}): People {
  const holders: [Role, readonly string[]][] = [
    ["responder", roles.responders],
    ["lead", roles.leads],
    ["admin", roles.admins],
  ];
  const person = remembered(now, (id) => askUser(client, id));
  const names = remembered(now, (id) => askName(client, id));
  const group = remembered(now, (id) => askGroup(client, id, log));
  const rooms = remembered(now, (id) => askPrivateChannels(client, id));
  const privateChannelsOf = async (id: string): Promise<{ privateChannels?: readonly string[] }> => {
    const known = await inUse();
    if (known.length === 0) return {};
    const entered = await rooms(id);
    return { privateChannels: known.filter((each) => entered.includes(each)) };
  };

  const holds = async (personId: string, ids: readonly string[]): Promise<boolean> => {
    if (ids.includes(personId)) return true;
    const groups = await Promise.all(ids.filter((id) => id.startsWith("S")).map(group));
    return groups.some((members) => members.includes(personId));
  };

  return {
    async actor(personId): Promise<Actor> {
      const user = await person(personId);
      const name = nameOf(user) || personId;
      if (!isColleague(user, teamId)) return { kind: "responder", id: personId, name, roles: [] };
      const [entered, ...held] = await Promise.all([
        privateChannelsOf(personId),
        ...holders.map(async ([role, ids]) => ((await holds(personId, ids)) ? [role] : [])),
      ]);
      return { kind: "responder", id: personId, name, roles: ["member", ...held.flat()], ...entered };
    },

    async nameOf(id) {
      if (/^[UW]/.test(id))
        return person(id).then(
          (user) => nameOf(user) || id,
          () => id,
        );
      return names(id).catch(() => id);
    },

    zoneOf: (id) =>
      person(id).then(
        ({ tz }) => tz,
        () => undefined,
      ),

    byEmail: remembered(now, async (email) => {
      const found = await askByEmail(client, email);
      if ("unknown" in found) return found;
      if (!isColleague(found, teamId)) return { unknown: "They are no colleague of this workspace." };
      return { id: found.id ?? "", name: nameOf(found) };
    }),
  };
}

type User = NonNullable<UsersInfoResponse["user"]>;

/** Guests, people of other organisations, bots and those who left may nothing, whatever the settings say. */
const isColleague = (user: User, teamId: string): boolean =>
  !(user.deleted || user.is_bot || user.is_restricted || user.is_ultra_restricted || user.is_stranger) &&
  user.team_id === teamId;

async function askUser(client: Pick<WebClient, "users">, id: string): Promise<User> {
  try {
    const { user } = await client.users.info({ user: id });
    if (user) return user;
  } catch (cause) {
    if (!(cause instanceof WebAPIPlatformError && cause.data.error.startsWith("user_not_")))
      throw silent(cause);
  }
  throw new ForbiddenError("Slack does not know you here, so Cairn cannot tell what you may do.");
}

const nameOf = (user: User): string =>
  clip(oneLine(user.profile?.display_name || user.real_name || user.name || ""), 80);

/** Of a user group or a channel. */
async function askName(client: Pick<WebClient, "usergroups" | "conversations">, id: string): Promise<string> {
  if (id.startsWith("S")) {
    const { usergroups = [] } = await client.usergroups.list();
    const found = usergroups.find((each) => each.id === id);
    return found ? `@${clip(oneLine(found.handle ?? found.name ?? id), 80)}` : id;
  }
  const { channel } = await client.conversations.info({ channel: id });
  return channel?.name ? `#${clip(oneLine(channel.name), 80)}` : id;
}

/** Words when Slack cannot tell: then people are asked in the thread. */
async function askByEmail(
  client: Pick<WebClient, "users">,
  email: string,
): Promise<User | { unknown: string }> {
  try {
    const { user } = await client.users.lookupByEmail({ email });
    return user ?? { unknown: `Slack knows nobody with the address ${email}.` };
  } catch (cause) {
    if (!(cause instanceof WebAPIPlatformError)) throw silent(cause);
    const code = cause.data.error;
    if (code === "missing_scope")
      return {
        unknown:
          "Cairn may not look people up by their address: install the app again with the scope users:read.email of manifest.yml, or name people by id under `identities` in cairn.yml.",
      };
    if (code.startsWith("users_not_")) return { unknown: `Slack knows nobody with the address ${email}.` };
    return { unknown: `Slack did not say who has the address ${email} (${code}).` };
  }
}

async function askGroup(
  client: Pick<WebClient, "usergroups">,
  id: string,
  log: Log,
): Promise<readonly string[]> {
  try {
    const { users } = await client.usergroups.users.list({ usergroup: id });
    return users ?? [];
  } catch (cause) {
    if (!(cause instanceof WebAPIPlatformError && cause.data.error === "no_such_subteam"))
      throw silent(cause);
    log.warn({ group: id }, "A user group in the settings does not exist in Slack");
    return [];
  }
}

/** Private channels that both this person and the bot are in; others hold nothing of ours. */
async function askPrivateChannels(client: Pick<WebClient, "users">, id: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { channels = [], response_metadata }: UsersConversationsResponse = await client.users
      .conversations({ user: id, types: "private_channel", limit: 999, cursor })
      .catch((cause: unknown): UsersConversationsResponse => {
        // Without the right to know of private channels nobody is in one: what is private stays so.
        if (cause instanceof WebAPIPlatformError && cause.data.error === "missing_scope")
          return { ok: false, channels: [] };
        throw silent(cause);
      });
    found.push(...channels.flatMap((each) => each.id ?? []));
    cursor = response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return found;
  }
}

const silent = (cause: unknown): UnavailableError =>
  new UnavailableError("Slack did not say who you are, so nothing was done. Try again in a moment.", {
    cause,
  });

/** Asks once for everybody who asks meanwhile; a failure is not remembered. */
function remembered<T>(now: () => number, ask: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const known = new Map<string, { at: number; answer: Promise<T> }>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined && now() - before.at < rememberMs) return before.answer;
    const answer = ask(id);
    const entry = { at: now(), answer };
    known.set(id, entry);
    answer.catch(() => known.get(id) === entry && known.delete(id));
    return answer;
  };
}
