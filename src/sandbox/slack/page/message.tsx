import { memo } from "preact/compat";
import { useMemo, useState } from "preact/hooks";
import { fieldsOf, listOf } from "../json.ts";
import { Blocks } from "./blocks/block.tsx";
import { SurfaceContext, useNewSurface } from "./blocks/surface.ts";
import type { Screen, SeenMessage } from "./control.ts";
import { EditBox } from "./edit-box.tsx";
import { FileCards } from "./file-card.tsx";
import { MessageTools } from "./message-tools.tsx";
import { Avatar } from "./parts/avatar.tsx";
import { Reactions } from "./reactions.tsx";
import { formatDate } from "./text/date-format.ts";
import { Mrkdwn } from "./text/mrkdwn.tsx";
import { useDesk } from "./workspace-context.ts";

/** Lines about the channel rather than in it. */
const quietSubtypes = [
  "channel_join",
  "channel_name",
  "channel_topic",
  "group_name",
  "group_topic",
  "tombstone",
];

export interface MessageProps {
  message: SeenMessage;
  channel: Screen["channels"][number];
  inThread: boolean;
  compact: boolean;
}

export function MessageView({ message, channel, inThread, compact }: MessageProps) {
  const { screen, me, open, act } = useDesk();
  const [editing, setEditing] = useState(false);
  const where = useMemo(() => ({ channel: channel.id, ts: message.ts }), [channel.id, message.ts]);
  const values = useMemo(() => fieldsOf(message.values), [message.values]);
  const surface = useNewSurface(where, values);
  const author = screen.people.find((person) => person.id === message.user);
  const now = new Date(screen.now);
  const time = formatDate(Number(message.ts), "{time}", me.timeZone, now);
  const exact = formatDate(Number(message.ts), "{date_long} {time_secs}", me.timeZone, now);
  const pinned = channel.pins.find((pin) => pin.ts === message.ts);
  const classes = ["message", compact && "compact", message.is_ephemeral && "ephemeral", pinned && "pinned"];

  if (quietSubtypes.includes(message.subtype ?? "")) {
    return (
      <article class="message quiet">
        <span class="gutter" />
        <div class="message-body muted">
          <Mrkdwn text={message.text} /> <small>{time}</small>
        </div>
      </article>
    );
  }
  return (
    <article
      class={classes.filter(Boolean).join(" ")}
      data-ts={message.ts}
      aria-label={`${author?.name ?? "Somebody"} at ${time}`}
    >
      <span class="gutter">
        {compact ? <time title={exact}>{time}</time> : <Avatar id={message.user ?? ""} />}
      </span>
      <div class="message-body">
        {pinned !== undefined && <div class="note pin-note">📌 Pinned</div>}
        {message.is_ephemeral && (
          <div class="note">
            <span aria-hidden="true">👁</span> Only visible to you
            <button type="button" class="link" onClick={() => void act({ do: "dismiss", ...where })}>
              Dismiss
            </button>
          </div>
        )}
        {message.subtype === "thread_broadcast" && !inThread && message.thread_ts !== undefined && (
          <button type="button" class="link note" onClick={() => open({ thread: message.thread_ts })}>
            replied to a thread
          </button>
        )}
        {!compact && (
          <div class="byline">
            <b>{author?.name ?? message.user ?? "Somebody"}</b>
            {author?.isBot && <span class="badge">APP</span>}
            <time class="when" title={exact}>
              {time}
            </time>
          </div>
        )}
        {editing ? (
          <EditBox message={message} channel={channel.id} onDone={() => setEditing(false)} />
        ) : (
          <SurfaceContext.Provider value={surface}>
            <MessageContent message={message} />
          </SurfaceContext.Provider>
        )}
        <FileCards files={listOf(message.files)} />
        <Reactions message={message} channel={channel.id} />
        {!inThread && (message.reply_count ?? 0) > 0 && (
          <button
            type="button"
            class="thread-link"
            data-tour="thread"
            onClick={() => open({ thread: message.ts })}
          >
            {(message.reply_users ?? []).slice(0, 3).map((id) => (
              <Avatar key={id} id={id} size={20} />
            ))}
            <b>{message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`}</b>
            <small>
              last {formatDate(Number(message.latest_reply), "{date_short_pretty} {time}", me.timeZone, now)}
            </small>
          </button>
        )}
      </div>
      <MessageTools message={message} channel={channel} inThread={inThread} onEdit={() => setEditing(true)} />
    </article>
  );
}

/** Drawn again only when the message itself changed: channels are long. */
const MessageContent = memo(
  function MessageContent({ message }: { message: SeenMessage }) {
    const blocks = listOf(message.blocks);
    return (
      <>
        {blocks.length > 0 ? (
          <Blocks blocks={blocks} />
        ) : (
          message.text !== "" && (
            <div class={message.subtype === "me_message" ? "plain me-message" : "plain"}>
              <Mrkdwn text={message.text} />
            </div>
          )
        )}
        {message.edited !== undefined && <small class="muted edited">(edited)</small>}
        {listOf(message.attachments).map((attachment, index) => (
          <div
            key={index}
            class="attachment"
            style={{ borderColor: `#${String(attachment.color ?? "ccc").replace("#", "")}` }}
          >
            {Array.isArray(attachment.blocks) ? (
              <Blocks blocks={listOf(attachment.blocks)} />
            ) : (
              <Mrkdwn text={String(attachment.text ?? attachment.fallback ?? "")} />
            )}
          </div>
        ))}
      </>
    );
  },
  (before, after) => JSON.stringify(before.message) === JSON.stringify(after.message),
);
