import { useState } from "preact/hooks";
import type { Screen } from "./control.ts";
import { Avatar } from "./parts/avatar.tsx";
import { Popover } from "./parts/popover.tsx";
import { useDesk } from "./workspace-context.ts";

/** Members and pins of a channel, from its head. */
export function ChannelDetails({ channel }: { channel: Screen["channels"][number] }) {
  const { screen, open, act } = useDesk();
  const [shown, setShown] = useState<"members" | "pins">();
  const close = () => setShown(undefined);
  const outside = screen.people.filter((person) => !channel.members.includes(person.id));
  const isRoom = channel.kind === "public" || channel.kind === "private";
  return (
    <span class="anchor">
      {channel.pins.length > 0 && (
        <button type="button" class="chip" onClick={() => setShown("pins")} title="Pinned messages">
          📌 {channel.pins.length}
        </button>
      )}
      <button type="button" class="chip" onClick={() => setShown("members")} title="Members">
        <span aria-hidden="true">👤</span> {channel.members.length}
      </button>
      {shown === "pins" && (
        <Popover label="Pinned messages" onClose={close}>
          {channel.pins.map((pin) => (
            <button
              key={pin.ts}
              type="button"
              data-item
              class="menu-item"
              onClick={() => {
                close();
                open({ thread: pin.ts });
              }}
            >
              <span>
                Message of {new Date(Number(pin.ts) * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC
              </span>
              <small>pinned by {screen.people.find((person) => person.id === pin.by)?.name ?? pin.by}</small>
            </button>
          ))}
        </Popover>
      )}
      {shown === "members" && (
        <Popover label="Members" class="members" onClose={close}>
          {channel.members.map((id) => (
            <div key={id} class="member">
              <Avatar id={id} size={24} />
              {screen.people.find((person) => person.id === id)?.name ?? id}
              {id === screen.app.userId && <span class="badge">app</span>}
            </div>
          ))}
          {isRoom && channel.isMember && outside.length > 0 && <div class="group-label">Add</div>}
          {isRoom &&
            channel.isMember &&
            outside.map((person) => (
              <button
                key={person.id}
                type="button"
                data-item
                class="menu-item"
                onClick={() => void act({ do: "invite", channel: channel.id, people: [person.id] })}
              >
                <span class="with-avatar">
                  <Avatar id={person.id} size={20} /> {person.name}
                </span>
              </button>
            ))}
        </Popover>
      )}
    </span>
  );
}
