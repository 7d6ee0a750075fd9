import { withIds } from "./blocks/walk.ts";
import { findChannel } from "./channels.ts";
import type { Fields } from "./json.ts";
import {
  addEphemeral,
  addMessage,
  botAuthor,
  changeMessage,
  deleteMessage,
  findMessage,
} from "./messages.ts";
import { flag, text } from "./methods/method.ts";
import { type Content, readContent } from "./methods/post-checks.ts";
import type { Channel, Message } from "./records.ts";
import { team } from "./seed.ts";
import { SlackError } from "./slack-error.ts";
import type { ResponseUrl, World } from "./world.ts";

const mostUses = 5;
const livesMs = 30 * 60_000;

export function newResponseUrl(world: World, grant: Omit<ResponseUrl, "workspaceAt" | "uses">): string {
  const id = world.nextId("R");
  world.responseUrls.set(id, { ...grant, workspaceAt: world.clock.now().getTime(), uses: 0 });
  return `${world.url}/actions/${team.id}/${id}`;
}

/** What a POST to a response_url does: five times, within half an hour, for the clicker alone unless said. */
export function respond(world: World, id: string, body: Fields): void {
  const grant = world.responseUrls.get(id);
  if (grant === undefined) throw new SlackError("invalid_url");
  if (grant.uses >= mostUses) throw new SlackError("used_url");
  if (world.clock.now().getTime() - grant.workspaceAt > livesMs) throw new SlackError("expired_url");
  const content = readContent({ world, args: body });
  grant.uses += 1;
  if (flag(body, "delete_original")) replaceOriginal(world, grant, undefined);
  else if (flag(body, "replace_original")) replaceOriginal(world, grant, content);
  else {
    const inChannel = text(body, "response_type") === "in_channel";
    const threadTs = text(body, "thread_ts") || grant.threadTs;
    sayBesides(world, grant.channel, grant.person, content, { inChannel, threadTs });
  }
}

/** A new message: in the channel, or for one person. */
export function sayBesides(
  world: World,
  channelId: string,
  person: string,
  content: Partial<Content>,
  how: { inChannel: boolean; threadTs?: string },
): Message {
  const { text: said = "", blocks = [], attachments = [] } = content;
  if (said === "" && blocks.length === 0 && attachments.length === 0) throw new SlackError("no_text");
  const draft = {
    ...botAuthor(world),
    text: said,
    ...(blocks.length > 0 && { blocks: withIds(blocks, world.nextId) }),
    ...(attachments.length > 0 && { attachments }),
    ...(how.threadTs !== undefined && { thread_ts: how.threadTs }),
  };
  const channel = findChannel(world, channelId);
  if (how.inChannel && channel !== undefined) return addMessage(world, channel, draft);
  return addEphemeral(world, channelId, person, draft);
}

/** Takes the original away, or puts something in its place; without an original, says it besides. */
function replaceOriginal(world: World, grant: ResponseUrl, content: Partial<Content> | undefined): void {
  const { messageTs: ts, ephemeral } = grant;
  if (ts === undefined && content === undefined) return;
  if (ts === undefined) sayBesides(world, grant.channel, grant.person, content ?? {}, { inChannel: false });
  else if (ephemeral) replaceEphemeral(world, grant, ts, content);
  else replaceMessage(world, grant.channel, ts, content);
}

function replaceMessage(
  world: World,
  channelId: string,
  ts: string,
  content: Partial<Content> | undefined,
): void {
  const channel = findChannel(world, channelId);
  const message = findMessage(world, channelId, ts);
  if (channel === undefined || message === undefined) throw new SlackError("message_not_found");
  if (content === undefined) deleteMessage(world, channel, message);
  else changeTo(world, channel, message, content);
}

function changeTo(world: World, channel: Channel, message: Message, content: Partial<Content>): void {
  const blocks = content.blocks ?? [];
  changeMessage(world, channel, message, {
    ...(content.text !== undefined && { text: content.text }),
    blocks: blocks.length === 0 ? undefined : withIds(blocks, world.nextId),
  });
}

function replaceEphemeral(
  world: World,
  grant: ResponseUrl,
  ts: string,
  content: Partial<Content> | undefined,
): void {
  const at = world.ephemerals.findIndex((each) => each.message.ts === ts);
  const found = world.ephemerals[at];
  if (found === undefined) return;
  if (content === undefined) world.ephemerals.splice(at, 1);
  else {
    const blocks = content.blocks ?? [];
    found.message.text = content.text ?? found.message.text;
    if (blocks.length === 0) delete found.message.blocks;
    else found.message.blocks = withIds(blocks, world.nextId);
  }
  world.changed({ channel: grant.channel, person: grant.person });
}
