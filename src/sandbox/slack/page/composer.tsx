import { useRef, useState } from "preact/hooks";
import { channelName } from "./blocks/select-element.tsx";
import { completionsFor } from "./completions.ts";
import type { Screen } from "./control.ts";
import { Menu } from "./parts/menu.tsx";
import { useDesk } from "./workspace-context.ts";

/** Where one writes: Enter sends, Shift+Enter breaks the line, / and @ complete. */
export function Composer({ channel, threadTs }: { channel: Screen["channels"][number]; threadTs?: string }) {
  const { screen, act, say } = useDesk();
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  const [picked, setPicked] = useState(0);
  const [broadcast, setBroadcast] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const offered = completionsFor(text, caret, screen, threadTs !== undefined);

  const write = (next: string) => {
    setText(next);
    setPicked(0);
    requestAnimationFrame(() => growWith(field.current));
  };
  const accept = (index: number) => {
    const choice = offered[index];
    if (choice === undefined) return;
    write(choice.result);
    setCaret(choice.result.length);
    field.current?.focus();
  };
  const send = async () => {
    const said = text.trim();
    if (said === "") return;
    if (said.startsWith("/") && threadTs !== undefined) {
      return say(`${said.split(" ")[0]} is not supported in threads. Sorry!`, "error");
    }
    write("");
    const outcome = said.startsWith("/")
      ? await act({ do: "command", channel: channel.id, text: said })
      : await act({
          do: "post",
          channel: channel.id,
          text: said,
          threadTs,
          broadcast: broadcast || undefined,
        });
    if (!outcome.ok && !said.startsWith("/")) write(said);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const completing = offered.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (completing && step !== undefined) {
      event.preventDefault();
      setPicked((picked + step + offered.length) % offered.length);
    } else if (
      completing &&
      (event.key === "Tab" || (event.key === "Enter" && offered[picked]?.result !== text))
    ) {
      event.preventDefault();
      accept(picked);
    } else if (completing && event.key === "Escape") {
      event.stopPropagation();
      setCaret(-1);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void send();
    }
  };
  const place = threadTs === undefined ? `Message ${channelName(channel, screen)}` : "Reply…";
  return (
    <div class="composer anchor">
      {offered.length > 0 && (
        <div class="completions" role="listbox" aria-label="Suggestions">
          {offered.map((choice, index) => (
            <button
              key={choice.name}
              type="button"
              role="option"
              class="menu-item"
              aria-selected={index === picked}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => accept(index)}
            >
              <span>
                <b>{choice.name}</b> {choice.usage}
              </span>
              <small>{choice.hint}</small>
            </button>
          ))}
        </div>
      )}
      <div class="composer-box" data-tour={threadTs === undefined ? "composer" : undefined}>
        <textarea
          ref={field}
          rows={1}
          placeholder={place}
          aria-label={place}
          value={text}
          onInput={(event) => {
            setCaret(event.currentTarget.selectionStart);
            write(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        <div class="composer-row">
          <Menu
            label="Shortcuts"
            face="⚡"
            items={screen.shortcuts
              .filter((shortcut) => shortcut.type === "global")
              .map((shortcut) => ({
                label: shortcut.name,
                hint: shortcut.description,
                run: () => void act({ do: "shortcut", callbackId: shortcut.callbackId }),
              }))}
          />
          <button
            type="button"
            class="icon-button"
            title="Commands"
            aria-label="Commands"
            onClick={() => {
              write("/");
              setCaret(1);
              field.current?.focus();
            }}
          >
            /
          </button>
          {threadTs !== undefined && (
            <label class="check">
              <input type="checkbox" checked={broadcast} onChange={() => setBroadcast(!broadcast)} />
              Also send to the channel
            </label>
          )}
          <span class="spring" />
          <button
            type="button"
            class="send"
            aria-label="Send"
            disabled={text.trim() === ""}
            onClick={() => void send()}
          >
            ➤
          </button>
        </div>
      </div>
    </div>
  );
}

/** As tall as what is written, up to a third of the screen. */
function growWith(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, innerHeight / 3)}px`;
}
