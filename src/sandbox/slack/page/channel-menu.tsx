import { useState } from "preact/hooks";
import type { Screen } from "./control.ts";
import { Dialog } from "./parts/dialog.tsx";
import { Menu, type MenuItem } from "./parts/menu.tsx";
import { useDesk } from "./workspace-context.ts";

const longestTopic = 250;

/** What a member may do with a channel: name it, set its topic, put it away, leave. */
export function ChannelMenu({ channel }: { channel: Screen["channels"][number] }) {
  const { act } = useDesk();
  const [editing, setEditing] = useState(false);
  const isRoom = channel.kind === "public" || channel.kind === "private";
  if (!isRoom || !channel.isMember) return null;
  const where = { channel: channel.id };
  const items: MenuItem[] = channel.archived
    ? [{ label: "Unarchive the channel", run: () => void act({ do: "unarchive", ...where }) }]
    : [
        { label: "Name and topic", run: () => setEditing(true) },
        { label: "Leave the channel", run: () => void act({ do: "leave", ...where }) },
        { label: "Archive the channel", danger: true, run: () => void act({ do: "archive", ...where }) },
      ];
  return (
    <>
      <Menu label="Channel" face="⋮" items={items} />
      {editing && <ChannelDialog channel={channel} onClose={() => setEditing(false)} />}
    </>
  );
}

function ChannelDialog({ channel, onClose }: { channel: Screen["channels"][number]; onClose(): void }) {
  const { act } = useDesk();
  const [name, setName] = useState(channel.name);
  const [topic, setTopic] = useState(channel.topic);
  const save = async () => {
    if (name !== channel.name && !(await act({ do: "rename", channel: channel.id, name })).ok) return;
    if (topic !== channel.topic && !(await act({ do: "setTopic", channel: channel.id, topic })).ok) return;
    onClose();
  };
  return (
    <Dialog label="Name and topic" class="small" onClose={onClose}>
      <h2>Name and topic</h2>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="input-label">
          Name
          <input class="field" value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <label class="input-label">
          Topic
          <input
            class="field"
            maxLength={longestTopic}
            value={topic}
            onInput={(event) => setTopic(event.currentTarget.value)}
          />
        </label>
        <div class="actions">
          <button type="submit" class="button primary solid">
            Save
          </button>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
