import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { channelName } from "./blocks/select-element.tsx";
import type { Screen } from "./control.ts";
import { NewPlaceDialog } from "./new-place.tsx";
import { Avatar } from "./parts/avatar.tsx";
import { PersonSwitch } from "./person-switch.tsx";
import { appHome, type Place } from "./place.ts";
import type { Theme } from "./theme.ts";
import { useDesk } from "./workspace-context.ts";

export function Sidebar(given: {
  place: Place;
  seen: Record<string, string>;
  theme: Theme;
  onTheme(): void;
  onPerson(as: string): void;
  onClose(): void;
  onShow(what: "tour" | "dock"): void;
  dockOpen: boolean;
  /** The guided tour's card, where there is room for it. */
  children: ComponentChildren;
}) {
  const { screen } = useDesk();
  const [adding, setAdding] = useState(false);
  const { place, seen } = given;
  const channels = screen.channels.filter((each) => each.kind === "public" || each.kind === "private");
  const directs = screen.channels.filter((each) => each.kind === "im" || each.kind === "mpim");
  const row = (channel: Screen["channels"][number]) => (
    <ChannelRow
      key={channel.id}
      channel={channel}
      current={place.at === channel.id}
      unread={channel.isMember && (channel.latest ?? "") > (seen[channel.id] ?? "")}
    />
  );
  return (
    <nav class="sidebar" aria-label="Channels and people">
      <header class="sidebar-head">
        <strong>{screen.team.name}</strong>
        <button
          type="button"
          class="icon-button"
          onClick={given.onTheme}
          title="Light or dark"
          aria-label={`Use the ${given.theme === "dark" ? "light" : "dark"} theme`}
        >
          {given.theme === "dark" ? "☀" : "☾"}
        </button>
        <button
          type="button"
          class="icon-button only-narrow"
          onClick={given.onClose}
          aria-label="Close the sidebar"
        >
          ×
        </button>
      </header>
      <div class="sidebar-scroll">
        <Section title="App">
          <Row
            current={place.at === appHome}
            at={appHome}
            face={
              <>
                <Avatar id={screen.app.userId} size={20} />
                <span class="row-name">{screen.app.name}</span>
                <span
                  class={screen.app.connected ? "dot on" : "dot"}
                  title={screen.app.connected ? "The app is connected" : "The app is not connected"}
                />
              </>
            }
          />
        </Section>
        <Section title="Channels" onAdd={() => setAdding(true)}>
          {channels.map(row)}
        </Section>
        <Section title="Direct messages" onAdd={() => setAdding(true)}>
          {directs.map(row)}
        </Section>
      </div>
      <div class="sidebar-foot">
        {given.children}
        <button type="button" class="row" onClick={() => given.onShow("tour")}>
          <span class="hash" aria-hidden="true">
            ⚑
          </span>
          <span class="row-name">Guided tour</span>
        </button>
        <button
          type="button"
          class="row"
          data-tour="behind"
          aria-expanded={given.dockOpen}
          onClick={() => given.onShow("dock")}
        >
          <span class="hash" aria-hidden="true">
            ⇄
          </span>
          <span class="row-name">Behind the scenes</span>
          {screen.disturbed && <span class="dot warn" role="img" aria-label="faults are switched on" />}
        </button>
      </div>
      <PersonSwitch onPerson={given.onPerson} />
      {adding && <NewPlaceDialog onClose={() => setAdding(false)} />}
    </nav>
  );
}

function Section(given: { title: string; children: ComponentChildren; onAdd?: () => void }) {
  return (
    <section class="sidebar-section">
      <h2>
        {given.title}
        {given.onAdd !== undefined && (
          <button
            type="button"
            class="icon-button"
            onClick={given.onAdd}
            aria-label={`Add to ${given.title.toLowerCase()}`}
          >
            +
          </button>
        )}
      </h2>
      {given.children}
    </section>
  );
}

function ChannelRow(given: { channel: Screen["channels"][number]; current: boolean; unread: boolean }) {
  const { screen } = useDesk();
  const { channel, current, unread } = given;
  const direct = channel.kind === "im" || channel.kind === "mpim";
  const other = channel.members.find((id) => id !== screen.me) ?? screen.me;
  return (
    <Row
      at={channel.id}
      current={current}
      unread={unread}
      faint={!channel.isMember}
      face={
        <>
          {direct ? (
            <Avatar id={other} size={20} />
          ) : (
            <span class="hash">{channel.kind === "private" ? "🔒" : "#"}</span>
          )}
          <span class="row-name">{channelName(channel, screen).replace(/^#/, "")}</span>
          {channel.archived && <small>archived</small>}
          {unread && <span class="dot unread" role="img" aria-label="unread" />}
        </>
      }
    />
  );
}

function Row(given: {
  at: string;
  current: boolean;
  unread?: boolean;
  faint?: boolean;
  face: ComponentChildren;
}) {
  const { open } = useDesk();
  const classes = ["row", given.current && "current", given.unread && "unread", given.faint && "faint"];
  return (
    <button
      type="button"
      class={classes.filter(Boolean).join(" ")}
      aria-current={given.current ? "page" : undefined}
      onClick={() => open({ at: given.at, thread: "" })}
    >
      {given.face}
    </button>
  );
}
