import { useState } from "preact/hooks";
import { Dialog } from "./parts/dialog.tsx";
import { Picker } from "./parts/picker.tsx";
import { useDesk } from "./workspace-context.ts";

/** A new channel, or direct messages with somebody. */
export function NewPlaceDialog({ onClose }: { onClose(): void }) {
  const { screen, act, open } = useDesk();
  const [name, setName] = useState("");
  const [secret, setSecret] = useState(false);
  const [people, setPeople] = useState<string[]>([]);
  const go = (outcome: { ok: boolean; channel?: string }) => {
    if (!outcome.ok) return;
    onClose();
    open({ at: outcome.channel, thread: "" });
  };
  return (
    <Dialog label="New channel or direct message" class="small" onClose={onClose}>
      <h2>Start something</h2>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          void act({ do: "createChannel", name, private: secret }).then(go);
        }}
      >
        <div class="input-label">A channel</div>
        <input
          class="field"
          placeholder="e.g. incident-review"
          aria-label="Channel name"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <label class="check">
          <input type="checkbox" checked={secret} onChange={() => setSecret(!secret)} /> Private
        </label>
        <button type="submit" class="button" disabled={name === ""}>
          Create channel
        </button>
      </form>
      <div class="dialog-body">
        <div class="input-label">Direct messages</div>
        <Picker
          label="People"
          placeholder="Choose people"
          many
          choices={screen.people
            .filter((person) => person.id !== screen.me)
            .map((person) => ({ value: person.id, name: person.name }))}
          chosen={people}
          onChange={setPeople}
        />
        <button
          type="button"
          class="button"
          disabled={people.length === 0}
          onClick={() => void act({ do: "openDirect", people }).then(go)}
        >
          Open
        </button>
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
