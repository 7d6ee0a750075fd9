import type { SeenMessage } from "./control.ts";
import { Emoji } from "./text/mrkdwn.tsx";
import { useDesk } from "./workspace-context.ts";

export function Reactions({ message, channel }: { message: SeenMessage; channel: string }) {
  const { screen, act } = useDesk();
  const reactions = message.reactions ?? [];
  if (reactions.length === 0) return null;
  return (
    <div class="reactions">
      {reactions.map(({ name, users, count }) => {
        const mine = users.includes(screen.me);
        const who = users
          .map((id) => screen.people.find((person) => person.id === id)?.name ?? id)
          .join(", ");
        return (
          <button
            key={name}
            type="button"
            class={mine ? "reaction mine" : "reaction"}
            title={`${who}: :${name}:`}
            aria-pressed={mine}
            onClick={() => void act({ do: mine ? "unreact" : "react", channel, ts: message.ts, name })}
          >
            <Emoji name={name} /> {count}
          </button>
        );
      })}
    </div>
  );
}
