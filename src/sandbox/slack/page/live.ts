import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { fetchMessages, fetchScreen, listen, type Screen, type SeenMessage } from "./control.ts";

const gatherMs = 25;
const mostReplies = 1000;

/** The screen and the open messages, fresh after every change. */
export function useLive(as: string, channel: string, thread: string, limit: number) {
  const [screen, setScreen] = useState<Screen>();
  const [messages, setMessages] = useState<{ of: string; list: SeenMessage[] }>({ of: "", list: [] });
  const [replies, setReplies] = useState<{ of: string; list: SeenMessage[] }>({ of: "", list: [] });
  const [fault, setFault] = useState<string>();
  const [online, setOnline] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wanted = useRef({ as, channel, thread, limit });
  wanted.current = { as, channel, thread, limit };

  const refresh = useCallback(async () => {
    const asked = wanted.current;
    try {
      const [nextScreen, nextMessages, nextReplies] = await Promise.all([
        fetchScreen(asked.as),
        asked.channel === "" ? [] : fetchMessages(asked.as, { channel: asked.channel, limit: asked.limit }),
        asked.channel === "" || asked.thread === ""
          ? []
          : fetchMessages(asked.as, { ...asked, limit: mostReplies }),
      ]);
      // An answer to an older question must not replace what is shown now.
      if (JSON.stringify(asked) !== JSON.stringify(wanted.current)) return;
      setScreen(nextScreen);
      setMessages({ of: `${asked.as} ${asked.channel}`, list: nextMessages });
      setReplies({ of: `${asked.as} ${asked.thread}`, list: nextReplies });
      setFault(undefined);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }, []);

  const soon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(refresh, gatherMs);
  }, [refresh]);

  useEffect(() => listen(as, soon, setOnline), [as, soon]);
  useEffect(() => void refresh(), [as, channel, thread, limit, refresh]);

  return {
    screen,
    messages: messages.of === `${as} ${channel}` ? messages.list : undefined,
    replies: replies.of === `${as} ${thread}` ? replies.list : undefined,
    fault,
    online,
    refresh: soon,
  };
}
