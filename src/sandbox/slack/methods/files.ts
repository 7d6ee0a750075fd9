import { withIds } from "../blocks/walk.ts";
import { fileFields, fileKind, uploadUrl } from "../files.ts";
import { type Fields, listOf, textOf } from "../json.ts";
import { addMessage, botAuthor, changeMessage, messagesOf } from "../messages.ts";
import type { StoredFile } from "../records.ts";
import { bot } from "../seed.ts";
import { SlackError, withMessages } from "../slack-error.ts";
import type { World } from "../world.ts";
import { type Call, type Methods, needs, parsed, requireText, text, tier } from "./method.ts";
import { readContent, requirePostable, requireThread, takePostRate } from "./post-checks.ts";

const largestBytes = 1_000_000_000;

function requireFile(world: World, id: string): StoredFile {
  const file = world.state.files.find((each) => each.id === id);
  if (file === undefined) throw new SlackError("file_not_found");
  return file;
}

export const fileMethods: Methods = {
  "files.getUploadURLExternal": {
    scopes: needs("files:write"),
    perMinute: tier.four,
    run({ world, args }) {
      const name = requireText(args, "filename");
      const size = Number(requireText(args, "length"));
      if (!Number.isInteger(size) || size <= 0) {
        throw withMessages("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"]);
      }
      if (size > largestBytes) throw new SlackError("file_upload_size_restricted");
      const id = world.nextId("F");
      world.state.files.push({
        id,
        name,
        title: name,
        ...fileKind(name),
        size,
        created: Math.floor(world.clock.now().getTime() / 1000),
        user: bot.userId,
        complete: false,
        channels: [],
        ...(text(args, "alt_txt") !== "" && { altText: text(args, "alt_txt") }),
      });
      world.changed();
      return { upload_url: uploadUrl(world, id), file_id: id };
    },
  },
  "files.completeUploadExternal": { scopes: needs("files:write"), perMinute: tier.four, run: complete },
  "files.delete": {
    scopes: needs("files:write"),
    perMinute: tier.three,
    run({ world, args }) {
      const file = requireFile(world, requireText(args, "file", "file_not_found"));
      if (file.user !== bot.userId) throw new SlackError("cant_delete_file");
      deleteFile(world, file);
      return {};
    },
  },
  "files.info": {
    scopes: needs("files:read"),
    perMinute: tier.four,
    run({ world, args }) {
      const file = requireFile(world, requireText(args, "file", "file_not_found"));
      const content = file.mimetype.startsWith("text/")
        ? world.files.readBytes(file.id)?.toString("utf8")
        : undefined;
      return {
        file: fileFields(world, file),
        ...(content !== undefined && { content: content.slice(0, 65_536) }),
      };
    },
  },
};

/** Messages keep a tombstone where the file was. */
function deleteFile(world: World, file: StoredFile): void {
  world.state.files = world.state.files.filter((each) => each.id !== file.id);
  for (const channel of world.state.channels.filter((each) => file.channels.includes(each.id))) {
    for (const message of messagesOf(world, channel.id)) {
      const files = message.files?.map((each) =>
        each.id === file.id ? { id: file.id, mode: "tombstone" } : each,
      );
      if (files !== undefined && message.files?.some((each) => each.id === file.id))
        changeMessage(world, channel, message, { files });
    }
  }
  world.changed();
}

function complete(call: Call): Fields {
  const { world, args } = call;
  const wanted = listOf(parsed(args, "files", "invalid_arguments"));
  if (wanted.length === 0) throw withMessages("invalid_arguments", ["missing required field: files"]);
  const files = wanted.map((each) => requireFile(world, textOf(each.id)));
  for (const file of files) {
    if (world.files.readBytes(file.id) === undefined) throw new SlackError("file_not_found");
    if (file.complete) throw new SlackError("file_update_failed");
  }
  const channelId = text(args, "channel_id") || text(args, "channels").split(",")[0] || "";
  const share = channelId === "" ? undefined : prepareShare(call, channelId);
  files.forEach((file, index) => {
    file.complete = true;
    file.title = textOf(wanted[index]?.title) || file.title;
    if (share !== undefined) file.channels.push(share.channel.id);
  });
  const shown = files.map((file) => fileFields(world, file));
  if (share !== undefined) {
    addMessage(world, share.channel, {
      ...botAuthor(world),
      subtype: "file_share",
      text: text(args, "initial_comment"),
      files: shown,
      ...(share.blocks !== undefined && { blocks: withIds(share.blocks, world.nextId) }),
      ...(share.threadTs !== undefined && { thread_ts: share.threadTs }),
    });
  }
  world.changed();
  return { files: shown };
}

function prepareShare(call: Call, channelId: string) {
  const { world, args } = call;
  const at: Call = { world, args: { ...args, channel: channelId } };
  const channel = requirePostable(at);
  const { blocks } = readContent({ world, args: { blocks: args.blocks } });
  const threadTs = requireThread(world, channel, text(args, "thread_ts"));
  takePostRate(world, channel);
  return { channel, blocks, threadTs };
}
