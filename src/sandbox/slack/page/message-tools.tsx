import type { Screen, SeenMessage } from "./control.ts";
import { Menu, type MenuItem } from "./parts/menu.tsx";
import { Emoji } from "./text/mrkdwn.tsx";
import { useDesk } from "./workspace-context.ts";

const quick = ["eyes", "white_check_mark", "pushpin"];
const more = ["+1", "warning", "fire", "tada", "question", "memo"];

/** What can be done with a message: react, reply, and its menu with the app's shortcuts. */
export function MessageTools(given: {
  message: SeenMessage;
  channel: Screen["channels"][number];
  inThread: boolean;
  onEdit(): void;
}) {
  const { screen, act, open, say } = useDesk();
  const { message, channel, inThread } = given;
  if (message.is_ephemeral) return null;
  const where = { channel: channel.id, ts: message.ts };
  const react = (name: string) => void act({ do: "react", ...where, name });
  const pinned = channel.pins.some((pin) => pin.ts === message.ts);
  const items: MenuItem[] = [
    ...screen.shortcuts
      .filter((shortcut) => shortcut.type === "message")
      .map((shortcut) => ({
        label: shortcut.name,
        hint: screen.app.name,
        run: () => void act({ do: "shortcut", callbackId: shortcut.callbackId, ...where }),
      })),
    {
      label: pinned ? "Unpin" : "Pin to channel",
      run: () => void act({ do: pinned ? "unpin" : "pin", ...where }),
    },
    {
      label: "Copy link",
      run: () => {
        const link = `${location.origin}/archives/${channel.id}/p${message.ts.replace(".", "")}`;
        navigator.clipboard?.writeText(link).then(
          () => say("Link copied."),
          () => say(link),
        );
      },
    },
    ...(message.user === screen.me
      ? [
          { label: "Edit", run: given.onEdit },
          { label: "Delete", danger: true, run: () => void act({ do: "delete", ...where }) },
        ]
      : []),
  ];
  return (
    <div class="tools" role="toolbar" aria-label="Message actions">
      {quick.map((name) => (
        <button
          key={name}
          type="button"
          class="icon-button quick"
          title={`React with :${name}:`}
          aria-label={`React with ${name}`}
          onClick={() => react(name)}
        >
          <Emoji name={name} />
        </button>
      ))}
      <Menu
        label="Add reaction"
        class="icon-button quick"
        face="☺"
        items={more.map((name) => ({
          label: <Emoji name={name} />,
          hint: `:${name}:`,
          run: () => react(name),
        }))}
      />
      {!inThread && (
        <button
          type="button"
          class="icon-button"
          title="Reply in thread"
          aria-label="Reply in thread"
          onClick={() => open({ thread: message.thread_ts ?? message.ts })}
        >
          💬
        </button>
      )}
      <Menu label="More message actions" face="⋮" items={items} />
    </div>
  );
}
