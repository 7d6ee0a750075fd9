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
}) {
  const { screen, me } = useDesk();
  const { messages, channel, inThread = false } = given;
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [unseen, setUnseen] = useState(false);
  const newest = messages?.at(-1)?.ts;

  useLayoutEffect(() => {
    if (list.current === null) return;
    if (atEnd.current) list.current.scrollTop = list.current.scrollHeight;
    else setUnseen(true);
  }, [messages, newest]);

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
        {messages?.length === 0 && (
          <p class="empty-note">Nothing here yet. Say something, or type / for what the app can do.</p>
        )}
        {messages?.map((message, index) => {
          const before = messages[index - 1];
          const newDay = before === undefined || dayOf(before, me.timeZone) !== dayOf(message, me.timeZone);
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
                compact={!newDay && follows(before, message)}
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
