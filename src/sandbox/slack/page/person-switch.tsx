import { useState } from "preact/hooks";
import { Avatar } from "./parts/avatar.tsx";
import { Popover } from "./parts/popover.tsx";
import { useDesk } from "./workspace-context.ts";

/** Who somebody acts as. Anyone can be anyone here. */
export function PersonSwitch({ onPerson }: { onPerson(as: string): void }) {
  const { screen, me } = useDesk();
  const [open, setOpen] = useState(false);
  return (
    <div class="person-switch anchor" data-tour="person">
      <button
        type="button"
        class="row"
        aria-haspopup="listbox"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Avatar id={me.id} size={32} />
        <span class="row-name">
          <small>Acting as</small>
          {me.name}
        </span>
        <span aria-hidden="true">⇅</span>
      </button>
      {open && (
        <Popover label="Act as" class="people" onClose={() => setOpen(false)}>
          <div role="listbox" aria-label="Act as">
            {screen.people
              .filter((person) => !person.isBot)
              .map((person, index) => (
                <button
                  key={person.id}
                  ref={index === 0 ? (first) => first?.focus({ preventScroll: true }) : undefined}
                  type="button"
                  role="option"
                  data-item
                  class="menu-item"
                  aria-selected={person.id === me.id}
                  onClick={() => {
                    setOpen(false);
                    onPerson(person.id);
                  }}
                >
                  <span class="with-avatar">
                    <Avatar id={person.id} size={24} /> {person.name}
                    {person.isGuest && <span class="badge">guest</span>}
                  </span>
                  <small>{person.timeZone}</small>
                </button>
              ))}
          </div>
        </Popover>
      )}
    </div>
  );
}
