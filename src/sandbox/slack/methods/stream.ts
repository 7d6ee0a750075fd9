import { blockFaults, requireMessageBlocks } from "../blocks/validate-blocks.ts";
import { withIds } from "../blocks/walk.ts";
import { requireChannel } from "../channels.ts";
import { type Fields, isFields, listOf, textOf } from "../json.ts";
import { addMessage, botAuthor, changeMessage, requireMessage } from "../messages.ts";
import type { Channel, Message } from "../records.ts";
import { bot, team } from "../seed.ts";
import { SlackError, withMessages } from "../slack-error.ts";
import type { World } from "../world.ts";
import { type Call, type Methods, needs, parsed, requireText, text, tier } from "./method.ts";
import { requirePostable, requireThread, takePostRate } from "./post-checks.ts";

const write = needs("chat:write");
const mostMarkdown = 12_000;
const mostBlocks = 50;
/** Reported: a stream ends about five minutes after its start, however much is appended. */
const livesMs = 300_000;

/** What a streamed message has said so far. */
interface Stream {
  startedAt: number;
  markdown: string;
  planTitle?: string;
  tasks: Fields[];
  blocks: Fields[];
}

const streams = new WeakMap<World, Map<string, Stream>>();

function streamsOf(world: World): Map<string, Stream> {
  const known = streams.get(world) ?? new Map<string, Stream>();
  streams.set(world, known);
  return known;
}

export function isStreaming(world: World, ts: string): boolean {
  const stream = streamsOf(world).get(ts);
  return stream !== undefined && world.clock.now().getTime() - stream.startedAt < livesMs;
}

export const streamMethods: Methods = {
  "chat.startStream": { scopes: write, perMinute: tier.two, run: start },
  "chat.appendStream": {
    scopes: write,
    perMinute: tier.four,
    run(call) {
      const { channel, message, stream } = requireStream(call);
      if (!say(call, stream)) throw new SlackError("no_text");
      show(call.world, channel, message, stream);
      return { channel: channel.id, ts: message.ts };
    },
  },
  "chat.stopStream": {
    scopes: write,
    perMinute: tier.two,
    run(call) {
      const { channel, message, stream } = requireStream(call);
      say(call, stream);
      const blocks = parsed(call.args, "blocks", "invalid_blocks_format");
      if (blocks !== undefined) addBlocks(stream, requireMessageBlocks(blocks));
      streamsOf(call.world).delete(message.ts);
      show(call.world, channel, message, stream);
      return { channel: channel.id, ts: message.ts, message };
    },
  },
};

function start(call: Call): Fields {
  const { world, args } = call;
  const channel = requirePostable(call);
  const threadTs = requireThread(world, channel, requireText(args, "thread_ts", "invalid_thread_ts"));
  if (channel.kind !== "im") {
    if (text(args, "recipient_team_id") !== team.id) throw new SlackError("missing_recipient_team_id");
    const recipient = text(args, "recipient_user_id");
    if (!world.state.people.some((person) => person.id === recipient))
      throw new SlackError("missing_recipient_user_id");
  }
  const stream: Stream = { startedAt: world.clock.now().getTime(), markdown: "", tasks: [], blocks: [] };
  say(call, stream);
  takePostRate(world, channel);
  const message = addMessage(world, channel, { ...botAuthor(world), text: "", thread_ts: threadTs });
  streamsOf(world).set(message.ts, stream);
  show(world, channel, message, stream);
  return { channel: channel.id, ts: message.ts };
}

function requireStream({ world, args }: Call): { channel: Channel; message: Message; stream: Stream } {
  const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
  const message = requireMessage(world, channel.id, requireText(args, "ts"));
  if (message.bot_id !== bot.botId) throw new SlackError("message_not_owned_by_app");
  const stream = streamsOf(world).get(message.ts);
  if (stream === undefined || !isStreaming(world, message.ts))
    throw new SlackError("message_not_in_streaming_state");
  return { channel, message, stream };
}

/** Adds what a call says; false when it says nothing. */
function say({ args }: Call, stream: Stream): boolean {
  const markdown = text(args, "markdown_text");
  const chunks = parsed(args, "chunks", "invalid_chunks");
  if (chunks !== undefined && !Array.isArray(chunks)) throw new SlackError("invalid_chunks");
  addMarkdown(stream, markdown);
  for (const chunk of chunks ?? []) addChunk(stream, chunk);
  return markdown !== "" || (chunks ?? []).length > 0;
}

function addMarkdown(stream: Stream, markdown: string): void {
  if ([...markdown].length > mostMarkdown) throw new SlackError("msg_too_long");
  stream.markdown += markdown;
}

function addChunk(stream: Stream, chunk: unknown): void {
  if (!isFields(chunk)) throw new SlackError("invalid_chunks");
  if (chunk.type === "markdown_text") addMarkdown(stream, textOf(chunk.text));
  else if (chunk.type === "plan_update") stream.planTitle = textOf(chunk.title);
  else if (chunk.type === "blocks") addBlocks(stream, requireMessageBlocks(chunk.blocks));
  else if (chunk.type === "task_update") addTask(stream, chunk);
  else throw new SlackError("invalid_chunks");
}

function addBlocks(stream: Stream, blocks: Fields[]): void {
  stream.blocks.push(...blocks);
  if (stream.blocks.length > mostBlocks)
    throw withMessages("invalid_blocks", [`no more than ${mostBlocks} items allowed [json-pointer:/blocks]`]);
}

function addTask(stream: Stream, { id, type: _, details, output, ...more }: Fields): void {
  const rich = (said: unknown) =>
    textOf(said) === ""
      ? undefined
      : {
          type: "rich_text",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text: textOf(said) }] }],
        };
  const task = {
    type: "task_card",
    task_id: id,
    ...more,
    ...(rich(details) && { details: rich(details) }),
    ...(rich(output) && { output: rich(output) }),
  };
  const faults = blockFaults([{ type: "plan", title: "x", tasks: [task] }], "message", "/chunks");
  if (faults.length > 0) throw withMessages("invalid_chunks", faults);
  const at = stream.tasks.findIndex((each) => each.task_id === id);
  if (at < 0) stream.tasks.push(task);
  else stream.tasks[at] = { ...stream.tasks[at], ...task };
}

/** A plan when one was named, else the tasks by themselves; then the text; then the blocks. */
function show(world: World, channel: Channel, message: Message, stream: Stream): void {
  const { markdown, planTitle, tasks, blocks } = stream;
  const parts: Fields[] = [
    ...(planTitle !== undefined ? [{ type: "plan", title: planTitle, tasks }] : tasks),
    ...(markdown === "" ? [] : [{ type: "markdown", text: markdown }]),
    ...blocks,
  ];
  changeMessage(world, channel, message, {
    text: markdown,
    blocks: parts.length === 0 ? undefined : withIds(listOf(parts), world.nextId),
  });
}
