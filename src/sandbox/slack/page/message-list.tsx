import { Fragment } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Screen, SeenMessage } from "./control.ts";
import { MessageView } from "./message.tsx";
import { formatDate, isoDay } from "./text/date-format.ts";
import { useDesk } from "./workspace-context.ts";

const nearEndPx = 120;
const groupSeconds = 300;

/** Messages oldest first, a line for each day, kept at the end while one reads there. */
export function MessageList(given: {
  channel: Screen["channels"][number];
  messages: SeenMessage[] | undefined;
  inThread?: boolean;
  onEarlier?: () => void;
}) {
  const { screen, me } = useDesk();
  const { messages, channel, inThread = false } = given;
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ height: 0, oldest: "", newest: "" });
  const [unseen, setUnseen] = useState(false);
  const newest = messages?.at(-1)?.ts;

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const { height, oldest, newest: last } = before.current;
    const first = messages?.[0]?.ts ?? "";
    const isNew = newest !== undefined && newest !== last;
    if (isNew && messages?.at(-1)?.user === me.id) atEnd.current = true;
    // Earlier messages came in above: what one was reading stays where it was.
    if (first < oldest) element.scrollTop += element.scrollHeight - height;
    else if (atEnd.current) element.scrollTop = element.scrollHeight;
    else if (isNew) setUnseen(true);
    before.current = { height: element.scrollHeight, oldest: first, newest: newest ?? last };
  }, [messages, newest, me.id]);

  const onScroll = () => {
    const element = list.current;
    if (element === null) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
    if (atEnd.current) setUnseen(false);
  };
  const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight, behavior: "smooth" });
  const now = new Date(screen.now);

  return (
    <div class="messages-frame">
      <div class="messages" ref={list} onScroll={onScroll} role="log" aria-label="Messages">
        {messages === undefined && <div class="skeleton" aria-hidden="true" />}
        {given.onEarlier !== undefined && (
          <button type="button" class="link earlier" onClick={given.onEarlier}>
            Show earlier messages
          </button>
        )}
        {messages?.length === 0 && (
          <p class="empty-note">Nothing here yet. Say something, or type / for what the app can do.</p>
        )}
        {messages?.map((message, index) => {
          const previous = messages[index - 1];
          const newDay =
            previous === undefined || dayOf(previous, me.timeZone) !== dayOf(message, me.timeZone);
          return (
            <Fragment key={message.ts}>
              {newDay && !inThread && (
                <div class="day">
                  <span>{formatDate(Number(message.ts), "{day_divider_pretty}", me.timeZone, now)}</span>
                </div>
              )}
              <MessageView
                message={message}
                channel={channel}
                inThread={inThread}
                compact={!newDay && follows(previous, message)}
              />
              {inThread && index === 0 && messages.length > 1 && (
                <div class="day replies">
                  <span>{messages.length === 2 ? "1 reply" : `${messages.length - 1} replies`}</span>
                </div>
              )}
            </Fragment>
          );
        })}
      </div>
      {unseen && (
        <button type="button" class="to-end" onClick={toEnd}>
          ↓ New below
        </button>
      )}
    </div>
  );
}

function dayOf(message: SeenMessage, timeZone: string): string {
  return isoDay(new Date(Number(message.ts) * 1000), timeZone);
}

/** The same author a moment later: drawn without name and picture. */
function follows(before: SeenMessage | undefined, message: SeenMessage): boolean {
  if (before === undefined || before.user !== message.user) return false;
  if (before.is_ephemeral || message.is_ephemeral || before.subtype !== message.subtype) return false;
  return before.reply_count === undefined && Number(message.ts) - Number(before.ts) < groupSeconds;
}
