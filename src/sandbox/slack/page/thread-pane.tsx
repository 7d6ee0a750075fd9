import { useEffect } from "preact/hooks";
import { channelName } from "./blocks/select-element.tsx";
import { Composer } from "./composer.tsx";
import type { Screen, SeenMessage } from "./control.ts";
import { MessageList } from "./message-list.tsx";
import { useDesk } from "./workspace-context.ts";

export function ThreadPane(given: {
  channel: Screen["channels"][number];
  ts: string;
  replies: SeenMessage[] | undefined;
}) {
  const { screen, open } = useDesk();
  const { channel, ts, replies } = given;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) open({ thread: "" });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [open]);
  return (
    <aside class="pane thread" aria-label="Thread">
      <header class="pane-head">
        <h1>Thread</h1>
        <span class="topic">{channelName(channel, screen)}</span>
        <span class="spring" />
        <button
          type="button"
          class="icon-button"
          aria-label="Close the thread"
          title="Close"
          onClick={() => open({ thread: "" })}
        >
          ×
        </button>
      </header>
      <MessageList channel={channel} messages={replies} inThread />
      {channel.isMember && !channel.archived && <Composer channel={channel} threadTs={ts} />}
    </aside>
  );
}
