import { requireMessageBlocks } from "../blocks/validate-blocks.ts";
import { everyBlock, mrkdwnIn, withIds } from "../blocks/walk.ts";
import { isMember, openDirect } from "../channels.ts";
import { type Fields, fieldsOf, isFields, listOf } from "../json.ts";
import { findMessage } from "../messages.ts";
import type { Channel, Message } from "../records.ts";
import { bot } from "../seed.ts";
import { SlackError, withMessages } from "../slack-error.ts";
import type { World } from "../world.ts";
import { type Call, parsed, requireText, text } from "./method.ts";

const mostText = 40_000;
const mostAttachments = 100;
/** Slack has a limit and keeps it to itself; this one is a guess on the safe side. */
const mostMetadata = 8000;

/** Where chat.postMessage may post: a channel by id or name, a person's direct messages. */
export function requirePostable({ world, args }: Call): Channel {
  const wanted = requireText(args, "channel", "channel_not_found");
  const { channels, people } = world.state;
  if (people.some((person) => person.id === wanted)) {
    if (!world.manifest.messagesTab) throw new SlackError("messages_tab_disabled");
    return openDirect(world, [bot.userId, wanted]).channel;
  }
  const name = wanted.replace(/^#/, "");
  const channel = channels.find((each) => each.id === wanted || (each.name !== "" && each.name === name));
  if (channel === undefined) throw new SlackError("channel_not_found");
  const member = isMember(channel, bot.userId);
  if (!member && channel.kind !== "public") throw new SlackError("channel_not_found");
  if (channel.archived) throw new SlackError("is_archived");
  if (channel.kind === "im" && !world.manifest.messagesTab) throw new SlackError("messages_tab_disabled");
  if (!member && !world.manifest.scopes.includes("chat:write.public")) throw new SlackError("not_in_channel");
  return channel;
}

export interface Content {
  text: string;
  blocks?: Fields[];
  attachments?: Fields[];
  metadata?: Fields;
}

/** What a message is to say, checked as Slack checks it. Fields that were not given stay away. */
export function readContent(call: Call): Partial<Content> {
  const { args, world } = call;
  const blocks = parsed(args, "blocks", "invalid_blocks_format");
  const attachments = parsed(args, "attachments", "invalid_attachments");
  const metadata = parsed(args, "metadata", "invalid_metadata_format");
  const markdown = text(args, "markdown_text");
  if (markdown !== "" && (args.text !== undefined || blocks !== undefined)) {
    throw new SlackError("markdown_text_conflict");
  }
  if (markdown.length > 12_000) throw new SlackError("msg_too_long");
  if (attachments !== undefined && !Array.isArray(attachments)) throw new SlackError("invalid_attachments");
  if (listOf(attachments).length > mostAttachments) throw new SlackError("too_many_attachments");
  const said = markdown || text(args, "text");
  warnAbout(world, said, blocks);
  return {
    ...((args.text !== undefined || markdown !== "") && { text: [...said].slice(0, mostText).join("") }),
    ...(blocks !== undefined && {
      blocks: requireSlackFiles(world, requireMessageBlocks(blocks, world.manifest)),
    }),
    ...(markdown !== "" && { blocks: [{ type: "markdown", text: markdown }] }),
    ...(attachments !== undefined && { attachments: listOf(attachments) }),
    ...(metadata !== undefined && { metadata: requireMetadata(metadata) }),
  };
}

/** A picture by its file: uploaded to the end by this app, and one that can be shown. */
function requireSlackFiles(world: World, blocks: Fields[]): Fields[] {
  const faults = everyBlock(blocks).flatMap(({ block, at }) => {
    const { id } = fieldsOf(block.slack_file);
    if (block.type !== "image" || id === undefined) return [];
    const file = world.state.files.find((each) => each.id === id);
    const fits = file?.complete && file.user === bot.userId && file.mimetype.startsWith("image/");
    return fits ? [] : [`invalid slack file [json-pointer:/blocks${at}/slack_file]`];
  });
  if (faults.length > 0) throw withMessages("invalid_blocks", faults);
  return blocks;
}

function requireMetadata(metadata: unknown): Fields {
  if (!isFields(metadata)) throw new SlackError("invalid_metadata_format");
  if (Object.keys(metadata).length === 0) return {};
  const faults: string[] = [];
  if (typeof metadata.event_type !== "string")
    faults.push("missing required field: event_type [json-pointer:/metadata]");
  if (!isFields(metadata.event_payload))
    faults.push("missing required field: event_payload [json-pointer:/metadata]");
  if (faults.length > 0) throw withMessages("invalid_metadata_schema", faults);
  if (JSON.stringify(metadata).length > mostMetadata) throw new SlackError("metadata_too_large");
  return metadata;
}

function warnAbout(world: World, said: string, blocks: unknown): void {
  const warn = (warning: string) =>
    world.tally.warnings.push({ at: world.clock.now().toISOString(), method: "chat", warning });
  if (said === "" && Array.isArray(blocks) && blocks.length > 0) warn("blocks without fallback text");
  for (const text of [said, ...mrkdwnIn(blocks)]) {
    const loud = /<!(channel|here|everyone)/.exec(text);
    if (loud !== null) warn(`a message calls <!${loud[1]}>: is that text a stranger's?`);
  }
}

/** A message must say something. */
export function requireContent(content: Partial<Content>): void {
  const { text: said = "", blocks = [], attachments = [] } = content;
  if (said === "" && blocks.length === 0 && attachments.length === 0) throw new SlackError("no_text");
}

/** What is stored of it. */
export function bodyOf({ world }: Call, { metadata, blocks, ...rest }: Partial<Content>): Partial<Message> {
  return {
    ...rest,
    ...(blocks !== undefined && blocks.length > 0 && { blocks: withIds(blocks, world.nextId) }),
    ...(metadata?.event_type !== undefined && { metadata }),
  };
}

/** The thread to reply in. Slack takes any number here; a reply to a reply or to nothing is a bug worth hearing of. */
export function requireThread(world: World, channel: Channel, threadTs: string): string | undefined {
  if (threadTs === "") return undefined;
  const root = findMessage(world, channel.id, threadTs);
  if (root === undefined || (root.thread_ts !== undefined && root.thread_ts !== root.ts)) {
    throw new SlackError("thread_not_found");
  }
  return threadTs;
}

/** One message a second in a channel, five at once: raises `ratelimited` with the seconds to wait. */
export function takePostRate(world: World, channel: Channel): void {
  const seconds = world.takeRate(`post ${channel.id}`, { burst: 5, perSecond: 1 });
  if (seconds > 0) throw new SlackError("ratelimited", { retryAfter: seconds });
}
