import { useState } from "preact/hooks";
import type { SeenMessage } from "./control.ts";
import { unescapeText } from "./text/mrkdwn.ts";
import { useDesk } from "./workspace-context.ts";

export function EditBox(given: { message: SeenMessage; channel: string; onDone(): void }) {
  const { act } = useDesk();
  const [text, setText] = useState(() => unescapeText(given.message.text));
  const save = async () => {
    if (text.trim() !== "") await act({ do: "edit", channel: given.channel, ts: given.message.ts, text });
    given.onDone();
  };
  return (
    <div class="edit-box">
      <textarea
        ref={(field) => field?.focus()}
        class="field"
        rows={2}
        aria-label="Edit the message"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") given.onDone();
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            void save();
          }
        }}
      />
      <div class="actions">
        <button type="button" class="button" onClick={given.onDone}>
          Cancel
        </button>
        <button type="button" class="button primary solid" onClick={() => void save()}>
          Save
        </button>
      </div>
    </div>
  );
}
