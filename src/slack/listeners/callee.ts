import { WebAPIPlatformError } from "@slack/web-api";
import { InputError, UnavailableError } from "../../domain/errors.ts";
import { isChannel } from "../../domain/escalation/ladder.ts";
import { colleague } from "./colleague.ts";
import type { Desk } from "./desk.ts";

type Needs = Pick<Desk, "people" | "quick">;

/** Somebody who can be called by hand: a colleague, a user group, or a public channel that the bot is in. */
export async function callee(desk: Needs, id: string): Promise<string> {
  if (/^[UW]/.test(id)) return (await colleague(desk, id)).id;
  if (isChannel(id)) await requireReach(desk, id);
  else if ((await desk.people.nameOf(id)) === id)
    throw new InputError(
      "Slack does not tell Cairn of this user group, so nobody might be called. Name a person or a channel instead, or ask an admin whether the group is disabled.",
    );
  return id;
}

async function requireReach({ quick }: Needs, id: string): Promise<void> {
  const channel = await about(quick, id);
  const instead = "Name a person, a user group or another channel instead.";
  if (channel?.is_ext_shared || channel?.is_pending_ext_shared)
    throw new InputError(
      `That channel is shared with another organisation, whose people would see it. ${instead}`,
    );
  if (channel?.is_private)
    throw new InputError(
      `That channel is private, and this thread would tell of it. ${instead} A ladder in cairn.yml may name it.`,
    );
  if (channel?.is_archived) throw new InputError(`That channel is archived. ${instead}`);
  if (!channel?.is_member)
    throw new InputError(
      `Cairn is not in that channel, or it is private. Invite Cairn there, or: ${instead}`,
    );
}

async function about(quick: Needs["quick"], id: string) {
  try {
    return (await quick.conversations.info({ channel: id })).channel;
  } catch (cause) {
    if (cause instanceof WebAPIPlatformError && cause.data.error === "channel_not_found") return undefined;
    throw new UnavailableError("Slack did not say whether Cairn may write there. Try again in a moment.", {
      cause,
    });
  }
}

const mostGroups = 100;

/** The user groups of this workspace; none when Slack does not tell: then they are named by a mention. */
export async function userGroups({ quick }: Pick<Desk, "quick">): Promise<{ id: string; name: string }[]> {
  try {
    const { usergroups = [] } = await quick.usergroups.list();
    return usergroups
      .flatMap(({ id, handle, name, date_delete: gone }) =>
        id === undefined || gone ? [] : [{ id, name: `@${handle || name || id}` }],
      )
      .slice(0, mostGroups);
  } catch {
    return [];
  }
}
