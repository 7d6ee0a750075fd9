import { channelName } from "./blocks/select-element.tsx";
import { ChannelDetails } from "./channel-details.tsx";
import { ChannelMenu } from "./channel-menu.tsx";
import { Composer } from "./composer.tsx";
import type { Screen, SeenMessage } from "./control.ts";
import { MessageList } from "./message-list.tsx";
import { useDesk } from "./workspace-context.ts";

type Channel = Screen["channels"][number];

export function ChannelPane(given: {
  channel: Channel | undefined;
  messages: SeenMessage[] | undefined;
  online: boolean;
  /** Shows more of what was said before; absent when everything is shown. */
  onEarlier?: () => void;
  onMenu(): void;
}) {
  const { screen, act } = useDesk();
  const { channel, messages } = given;
  if (channel === undefined) {
    return (
      <main class="pane">
        <PaneHead title="Not here" onMenu={given.onMenu} />
        <p class="empty-note">This person sees no such conversation. Choose another in the sidebar.</p>
      </main>
    );
  }
  return (
    <main class="pane" aria-label={channelName(channel, screen)}>
      <PaneHead title={channelName(channel, screen)} note={channel.topic} onMenu={given.onMenu}>
        <ChannelDetails channel={channel} />
        <ChannelMenu channel={channel} />
      </PaneHead>
      {!given.online && <div class="banner">The workspace is not reachable. Trying again…</div>}
      <MessageList channel={channel} messages={messages} onEarlier={given.onEarlier} />
      {channel.isMember && !channel.archived ? (
        <Composer channel={channel} />
      ) : (
        <div class="composer-note">
          {channel.archived
            ? "This channel is archived."
            : `You are looking at ${channelName(channel, screen)}.`}
          {!channel.archived && (
            <button
              type="button"
              class="button primary solid"
              onClick={() => void act({ do: "join", channel: channel.id })}
            >
              Join channel
            </button>
          )}
        </div>
      )}
    </main>
  );
}

export function PaneHead(given: {
  title: string;
  note?: string;
  onMenu(): void;
  children?: preact.ComponentChildren;
}) {
  return (
    <header class="pane-head">
      <button
        type="button"
        class="icon-button only-narrow"
        onClick={given.onMenu}
        aria-label="Open the sidebar"
      >
        ☰
      </button>
      <h1>{given.title}</h1>
      {given.note !== undefined && given.note !== "" && <span class="topic">{given.note}</span>}
      <span class="spring" />
      {given.children}
    </header>
  );
}
